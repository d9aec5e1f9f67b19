#!/usr/bin/env python
import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    if sys.argv[1:2] == ["up"]:
        from portal.data_folder import Unusable, keep_secret_key

        try:
            keep_secret_key()  # before the settings are read
        except Unusable as fault:
            sys.exit(str(fault))

    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
