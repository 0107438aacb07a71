"""`python -m loader`: the same commands without the installed script."""

from loader.cli import main

main()
