# Three stages: the small plotly.js, the Python packages, and a lean image that runs as nobody.
FROM node:22-slim AS scripts
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund

FROM python:3.11-slim AS packages
WORKDIR /app
RUN python -m venv /app/.venv
COPY requirements.lock ./
RUN /app/.venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock

FROM python:3.11-slim
WORKDIR /app
RUN useradd --system --uid 10001 portal && mkdir /app/var && chown portal /app/var
COPY --from=packages /app/.venv /app/.venv
COPY --from=scripts /app/node_modules /app/node_modules
COPY portal portal
COPY callbacks callbacks
COPY layouts layouts
COPY db db
COPY assets assets
ENV PATH=/app/.venv/bin:$PATH PYTHONPATH=/app PYTHONUNBUFFERED=1 PORTAL_HOST=0.0.0.0
USER portal
VOLUME /app/var
EXPOSE 8050
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8050/healthz', timeout=4)"]
ENTRYPOINT ["python", "-m", "portal"]
CMD ["serve"]
