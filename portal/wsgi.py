"""Entry for a WSGI server: `gunicorn portal.wsgi:server`."""

from portal.app import create_app
from portal.settings import Settings
from portal.start import ready_engine
from portal.telemetry import logging

settings = Settings.from_env()
logging.start(settings)
app = create_app(settings, ready_engine(settings))
server = app.server
