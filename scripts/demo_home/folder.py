"""The throw-away folder that a demo's Home Assistant lives in."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
import json
from pathlib import Path
import shutil
import tempfile

CONFIGURATION = """\
homeassistant:
  name: {name}
  time_zone: Europe/Paris
  country: FR
  language: {language}
  currency: EUR
  unit_system: metric
  latitude: 45.7640
  longitude: 4.8357
  elevation: 170
  media_dirs:
    local: {media}
frontend:
config:
history:
recorder:
energy:
logger:
  default: warning
  logs:
    homeassistant.util.package: info
"""

STAND_INS = "stand-ins"
"""The folder of Python modules that are found before the installed ones."""

# Home Assistant imports both for voice assistants, which this home has not; installing them needs a C++ compiler.
_VOICE = {
    "pymicro_vad": "class MicroVad: pass\n",
    "pyspeex_noise": "class AudioProcessor: pass\n",
}

NAMES = {"fr": "Chez moi", "en": "My home"}
LOG = "home-assistant.log"
MEDIA = "media"
"""The folder of what can be played, where actions read and write files."""


@contextmanager
def made(root: Path, *, language: str, port: int, keep: bool) -> Iterator[Path]:
    """Make the folder, with the integration of the checkout `root` linked into it; remove it at the end."""
    folder = Path(tempfile.mkdtemp(prefix="grandlyon-energy-demo-"))
    try:
        _fill(folder, root, language=language, port=port)
        yield folder
    finally:
        if keep:
            print(f"Home Assistant's folder is kept: {folder}", flush=True)
        else:
            shutil.rmtree(folder, ignore_errors=True)


def read_log(folder: Path) -> str:
    """Return Home Assistant's log of its last two runs, empty if it did not come to write one."""
    logs = (folder / f"{LOG}.1", folder / LOG)
    return "".join(
        log.read_text(encoding="utf-8", errors="replace")
        for log in logs
        if log.exists()
    )


def _fill(folder: Path, root: Path, *, language: str, port: int) -> None:
    """Write what Home Assistant is to find at its first start."""
    # Without it a container would have its own, outside of this folder.
    media = folder / MEDIA
    media.mkdir()
    (folder / "configuration.yaml").write_text(
        CONFIGURATION.format(name=NAMES[language], language=language, media=media),
        encoding="utf-8",
    )
    stand_ins = folder / STAND_INS
    stand_ins.mkdir()
    for module, text in _VOICE.items():
        (stand_ins / f"{module}.py").write_text(text, encoding="utf-8")
    components = folder / "custom_components"
    components.mkdir()
    (components / "grandlyon_energy").symlink_to(
        root / "custom_components" / "grandlyon_energy"
    )
    _store(folder, "http", version=3, data=_http_settings(port))
    # This step would add a weather forecast, a radio and a voice, each asking the internet.
    _store(folder, "onboarding", version=4, data={"done": ["core_config"]})


def _http_settings(port: int) -> dict[str, object]:
    """Return the web server's settings: this machine only, since the password is known to all.

    They are written as Home Assistant 2026.11 stores them: given in YAML, they would wait for a confirmation in the
    page.
    """
    return {
        "stable": {
            "server_host": ["127.0.0.1"],
            "server_port": port,
            "cors_allowed_origins": [],
            "login_attempts_threshold": -1,
            "ip_ban_enabled": False,
            "ssl_profile": "intermediate_v6",
            "use_x_frame_options": True,
            "created_at": datetime.now(UTC).isoformat(),
            "error": None,
            "error_message": None,
        },
        "pending": None,
        "yaml_migration_done": True,
    }


def _store(folder: Path, key: str, *, version: int, data: dict[str, object]) -> None:
    """Write one of Home Assistant's stores."""
    stores = folder / ".storage"
    stores.mkdir(exist_ok=True)
    (stores / key).write_text(
        json.dumps({"version": version, "minor_version": 1, "key": key, "data": data}),
        encoding="utf-8",
    )
