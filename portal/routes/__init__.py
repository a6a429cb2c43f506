"""The addresses that Flask answers itself, a module for each kind; `portal.app` registers them."""

from portal.routes import (
    accounts,
    administration,
    discovery,
    downloads,
    embeds,
    folders,
    health,
    imports,
    oidc,
    packs,
    partnership,
    plan_readings,
    region,
    report_readings,
    shared,
    upkeep,
    visits,
    words,
)
