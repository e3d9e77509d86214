"""What the demo objects to in Home Assistant's log."""

from scripts.demo_home.log import complaints

WARNING = """\
2026-11-21 21:09:22.415+00:00 WARNING (SyncWorker_0) [homeassistant.loader] We found a custom integration grandlyon_energy
"""
NO_VIDEO = """\
2026-11-21 21:09:22.744+00:00 ERROR (MainThread) [haffmpeg.core] FFmpeg fails
Traceback (most recent call last):
FileNotFoundError: [Errno 2] No such file or directory: 'ffmpeg'
"""
OUR_ERROR = """\
2026-11-21 21:10:00.000+00:00 ERROR (MainThread) [custom_components.grandlyon_energy.coordinator] Failed
"""
UNCLEAN = """\
2026-11-21 21:11:30.000+00:00 WARNING (Recorder) [homeassistant.components.recorder.util] The system could not validate that the sqlite3 database at //home-assistant_v2.db was shutdown cleanly
"""
FOREIGN_TRACEBACK = """\
2026-11-21 21:11:00.000+00:00 WARNING (Recorder) [homeassistant.components.recorder] Something
Traceback (most recent call last):
ValueError: Invalid
"""


def test_a_healthy_log_has_no_complaint() -> None:
    assert complaints("") == []
    assert complaints(WARNING + NO_VIDEO) == []


def test_our_errors_and_any_other_traceback_are_complaints() -> None:
    assert complaints(WARNING + OUR_ERROR + NO_VIDEO + FOREIGN_TRACEBACK) == [
        OUR_ERROR.rstrip(),
        FOREIGN_TRACEBACK.rstrip(),
    ]


def test_a_recorder_that_could_not_close_its_database_is_a_complaint() -> None:
    assert complaints(WARNING + UNCLEAN) == [UNCLEAN.rstrip()]


def test_our_code_in_a_known_traceback_is_a_complaint() -> None:
    record = NO_VIDEO + '  File "custom_components/grandlyon_energy/sensor.py"\n'
    assert complaints(record) == [record.rstrip()]


def test_the_folder_of_a_clone_may_have_our_name() -> None:
    path = "/home/me/grandlyon_energy/.venv-demo/lib/python3.14/site-packages/haffmpeg/core.py"
    record = NO_VIDEO.replace("FileNotFound", f'  File "{path}"\nFileNotFound')
    assert path in record
    assert complaints(WARNING + record) == []


def test_our_errors_may_be_expected_but_no_traceback_is() -> None:
    with_traceback = OUR_ERROR + "Traceback (most recent call last):\nValueError\n"
    text = WARNING + OUR_ERROR + with_traceback
    assert complaints(text, failures_expected=True) == [with_traceback.rstrip()]
