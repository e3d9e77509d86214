"""The emulator is not our own fiction: Enedis' schemas and an independent client say so."""
