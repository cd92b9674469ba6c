"""python -m data_access: make, fill, check and question a register."""

import click


class Lazy(click.Group):
    """Imports a command when it is called: `figures` must not wait for pandas."""

    names = ("create", "demo", "live", "load", "check", "figures", "refresh", "screens")

    def list_commands(self, _context: click.Context) -> list[str]:
        return list(self.names)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        if name not in self.names:
            return None
        module = __import__(f"data_access.commands.{name}", fromlist=[name])
        command = getattr(module, name)
        assert isinstance(command, click.Command)
        return command


main = Lazy(name="data_access", help="Make, fill, check and question a one-stop register.")

if __name__ == "__main__":
    main(prog_name="python -m data_access")
