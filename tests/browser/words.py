"""What stands on the pages, by language: the integration's own texts, and the few of Home Assistant's that are used."""

from collections.abc import Mapping
from dataclasses import dataclass
import json
from pathlib import Path
from typing import Any, Final

LANGUAGES: Final = ("en", "fr")

_TRANSLATIONS: Final = (
    Path(__file__).parents[2] / "custom_components/grandlyon_energy/translations"
)

_OF_HOME_ASSISTANT: Final[Mapping[str, tuple[str, str]]] = {
    "action": ("Action", "Action"),
    "actions": ("Actions", "Actions"),
    "add_integration": ("Add integration", "Ajouter une intégration"),
    "back": ("Back", "Retour"),
    "close": ("Close", "Fermer"),
    "delete": ("Delete", "Supprimer"),
    "deleted_for_good": (
        "Its devices and entities will be permanently deleted.",
        "Ses appareils et ses entités seront définitivement supprimés.",
    ),
    "devices_and_services": ("Devices & services", "Appareils et services"),
    "electricity": ("Electricity", "Électricité"),
    "energy": ("Energy", "Énergie"),
    "expired": (
        "Authentication expired for {name}",
        "L'authentification a expiré pour {name}",
    ),
    "finish": ("Finish", "Terminer"),
    "integration": ("Integration", "Intégration"),
    "last_period": ("Previous", "Précédent"),
    "log_in": ("Log in", "Se connecter"),
    "menu": ("Menu", "Menu"),
    "next": ("Next", "Suivant"),
    "no_repairs": (
        "There are currently no repairs pending",
        "Il n'y a actuellement aucune correction en attente",
    ),
    "ok": ("OK", "OK"),
    "password": ("Password", "Mot de passe"),
    "perform": ("Perform action", "Effectuer une action"),
    "reconfigure": ("Reconfigure", "Reconfigurer"),
    "repaired": ("The issue is repaired!", "Le problème est corrigé !"),
    "response": ("Response", "Réponse"),
    "search": ("Search", "Rechercher"),
    "search_brand": ("Search for a brand name", "Rechercher un nom de marque"),
    "select_period": ("Select time period", "Sélectionner la période"),
    "settings": ("Settings", "Paramètres"),
    "skip_and_finish": ("Skip and finish", "Ignorer et terminer"),
    "submit": ("Submit", "Valider"),
    "summary": ("Summary", "Résumé"),
    "this_month": ("This month", "Ce mois-ci"),
    "this_year": ("This year", "Cette année"),
    "tools": ("Tools", "Outils"),
    "unknown": ("Unknown", "Inconnu"),
    "user": ("Username", "Nom d'utilisateur"),
    "water": ("Water", "Eau"),
    "yesterday": ("Yesterday", "Hier"),
}
_MONTHS: Final[Mapping[str, str]] = {
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One language."""

    language: str
    _own: Mapping[str, Any]

    def ours(self, path: str, /, **told: object) -> str:
        """Return a text of the integration by its path in the translations, with what it names filled in."""
        found: Any = self._own
        for key in path.split("."):
            found = found[key]
        return str(found).format(**told)

    def theirs(self, key: str, /, **told: object) -> str:
        """Return a text of Home Assistant."""
        return _OF_HOME_ASSISTANT[key][LANGUAGES.index(self.language)].format(**told)

    def day(self, month: int, day: int) -> str:
        """Return how a calendar calls a day."""
        name = _MONTHS[self.language].split()[month - 1]
        return f"{name} {day}" if self.language == "en" else f"{day} {name}"


def words_of(language: str) -> Words:
    """Return the words of a language."""
    text = (_TRANSLATIONS / f"{language}.json").read_text(encoding="utf-8")
    return Words(language=language, _own=json.loads(text))
