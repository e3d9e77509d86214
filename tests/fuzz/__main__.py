"""What `scripts/fuzz` runs."""

from .running import main

if __name__ == "__main__":
    raise SystemExit(main())
