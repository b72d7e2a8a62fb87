"""The only list of blueprints, event subscribers, jobs, sweeps and commands."""

from flask import Flask

from portal import cli
from portal.audit import models as audit_models
from portal.kernel import events, jobs, mail
from portal.moderation import models as moderation_models
from portal.newsroom import models as newsroom_models
from portal.notices import models as notices_models
from portal.public import context, health
from portal.public import views as public

# imported so that the metadata is whole
MODELS = (audit_models, moderation_models, newsroom_models, notices_models)

BLUEPRINTS = (public.bp, health.bp)


def connect(app: Flask) -> None:
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    jobs.HANDLERS.update({"event": events.handle, "mail": mail.deliver})
    context.init_app(app)
    cli.init_app(app)
