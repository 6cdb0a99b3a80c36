"""`python -m suviaz` is the command `suviaz`."""

from suviaz.cli import main

if __name__ == "__main__":
    main()
