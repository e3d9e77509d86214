"""What a person or an automation can have done."""
