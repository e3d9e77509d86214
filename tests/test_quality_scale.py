"""The checklist of Home Assistant's quality scale: every rule is met, or it says why it cannot be."""

from pathlib import Path

from homeassistant.util.yaml import load_yaml_dict

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "custom_components" / "grandlyon_energy"

RULES = """
    action-setup appropriate-polling brands common-modules config-flow config-flow-test-coverage
    dependency-transparency docs-actions docs-conditions docs-high-level-description docs-installation-instructions
    docs-removal-instructions docs-triggers entity-event-setup entity-unique-id has-entity-name runtime-data
    test-before-configure test-before-setup unique-config-entry

    action-exceptions config-entry-unloading docs-configuration-parameters docs-installation-parameters
    entity-unavailable integration-owner log-when-unavailable parallel-updates reauthentication-flow test-coverage

    devices diagnostics discovery discovery-update-info docs-data-update docs-examples docs-known-limitations
    docs-supported-devices docs-supported-functions docs-troubleshooting docs-use-cases dynamic-devices entity-category
    entity-device-class entity-disabled-by-default entity-translations exception-translations icon-translations
    reconfiguration-flow repair-issues stale-devices

    async-dependency inject-websession strict-typing
"""
"""The rules of core, bronze to platinum."""


def test_every_rule_is_met_or_says_why_it_cannot_be() -> None:
    names = RULES.split()
    assert len(set(names)) == 54
    rules = load_yaml_dict(str(PACKAGE / "quality_scale.yaml"))["rules"]
    assert isinstance(rules, dict)
    assert sorted(rules) == sorted(names)
    for rule, said in rules.items():
        if said == "done":
            continue
        assert said.keys() == {"status", "comment"}, rule
        assert said["status"] == "exempt", rule
        assert said["comment"].strip(), rule
