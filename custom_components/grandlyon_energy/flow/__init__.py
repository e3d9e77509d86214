"""What the config flow is made of: its forms, its checks, its calls, and what it leaves in an entry."""
