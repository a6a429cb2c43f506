# Three stages: the small plotly.js, the Python packages, and a lean image that runs as nobody.
FROM node:22-trixie-slim AS scripts
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM python:3.11-slim-trixie AS packages
WORKDIR /app
RUN python -m venv /app/.venv
COPY requirements.lock ./
RUN /app/.venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock \
 && /app/.venv/bin/pip uninstall --yes --quiet pip

FROM python:3.11-slim-trixie
# For `portal db backup` and `restore`: the client programs must be as new as the server.
RUN apt-get update \
 && apt-get install -y --no-install-recommends postgresql-common ca-certificates \
 && /usr/share/postgresql-common/pgdg/apt.postgresql.org.sh -y \
 && apt-get install -y --no-install-recommends postgresql-client-18 \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /app
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin portal \
 && install -d -o portal -m 700 /app/var
COPY --from=packages /app/.venv /app/.venv
COPY --from=scripts /app/node_modules /app/node_modules
COPY portal portal
COPY callbacks callbacks
COPY layouts layouts
COPY db db
COPY assets assets
# Nothing is written beside the code: the root may be read-only, with a /tmp for packs.
RUN python -m compileall -q portal callbacks layouts db
ENV PATH=/app/.venv/bin:$PATH PYTHONPATH=/app PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    PORTAL_HOST=0.0.0.0 PORTAL_LOG=json
USER 10001
VOLUME /app/var
EXPOSE 8050
# The master drains on SIGTERM: give it longer than its 20 seconds (`docker stop --time 30`).
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8050/healthz', timeout=4)"]
ENTRYPOINT ["python", "-m", "portal"]
CMD ["serve"]
