"""`portal region`: what the portal says of the region that it is for."""

from __future__ import annotations

from pathlib import Path

import click

from portal.cli.opening import ready_sessions
from portal.cli.users import this_operator

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("region")
@click.option("--name", help="The region's name, beside the portal's on every page.")
@click.option("--welcome", help="A paragraph of plain text for the first page.")
@click.option("--council", "councils", multiple=True, help="Shown first; may be given often.")
@click.option("--portal-councils", is_flag=True, help="Show the portal's own councils first.")
@click.option(
    "--logo",
    type=_FILE,
    help="A PNG, JPEG or WebP picture.",
)
@click.option("--no-logo", is_flag=True, help="Take the logo away.")
@click.option("--slides", type=_FILE, help="A template of slides (.pptx) for packs.")
@click.option("--word", type=_FILE, help="A template of Word files (.docx) for packs.")
@click.option("--no-slides", is_flag=True, help="Take the template of slides away.")
@click.option("--no-word", is_flag=True, help="Take the template of Word files away.")
def region_command(
    name: str | None,
    welcome: str | None,
    councils: tuple[str, ...],
    portal_councils: bool,
    logo: Path | None,
    no_logo: bool,
    slides: Path | None,
    word: Path | None,
    no_slides: bool,
    no_word: bool,
) -> None:
    """Show or change the region's name, welcome, logo, templates, and the councils shown first.

    What no option names stays as it is; "" empties a name or a welcome.
    """
    from portal.packs.templates import TemplateError, check
    from portal.services import Services
    from portal.services.visits.access import ValidationError

    service = Services.over(ready_sessions()).region
    region = service.region()
    wanted = list(councils) if councils or portal_councils else None
    if any((name is not None, welcome is not None, wanted is not None, logo, no_logo)):
        try:
            region = service.save(
                this_operator(),
                region.name if name is None else name,
                region.welcome if welcome is None else welcome,
                wanted,
                logo=logo.read_bytes() if logo else b"",
                remove_logo=no_logo,
            )
        except ValidationError as problem:
            raise click.ClickException(str(problem)) from None
    for kind, file, away in (("pptx", slides, no_slides), ("docx", word, no_word)):
        if file:
            try:
                check(kind, data := file.read_bytes())
            except TemplateError as problem:
                raise click.ClickException(f"{file}: {problem} Nothing was changed.") from None
            service.set_template(this_operator(), kind, file.name, data)
        elif away:
            service.set_template(this_operator(), kind, "", b"")
    templates = service.templates()
    click.echo(f"name      {region.name or '-'}")
    click.echo(f"welcome   {region.welcome or '-'}")
    click.echo(f"councils  {', '.join(region.councils) or '-'}")
    click.echo(f"logo      {'yes' if region.logo else '-'}")
    click.echo(f"slides    {templates.get('pptx', '-')}")
    click.echo(f"word      {templates.get('docx', '-')}")
