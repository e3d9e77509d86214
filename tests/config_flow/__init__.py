"""The dialogues, through core's flow manager and against both services on the loopback interface."""
