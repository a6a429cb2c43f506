"""Entry for a WSGI server: `gunicorn portal.wsgi:server`."""

from portal.app import create_app
from portal.runtime.startup import ready_engine
from portal.settings import Settings
from portal.telemetry import logging

settings = Settings.from_env()
logging.start(settings)
app = create_app(settings, ready_engine(settings))
server = app.server
