# syntax=docker/dockerfile:1
# L’application en image : d’abord les dépendances du verrou, puis le code, sans droit d’administrateur.

FROM python:3.11.14-slim-bookworm AS dependances
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/venv
COPY requirements.txt /tmp/requirements.txt
RUN /opt/venv/bin/pip install --require-hashes --requirement /tmp/requirements.txt

FROM python:3.11.14-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    GUNICORN_CMD_ARGS="--worker-tmp-dir /dev/shm --access-logfile -" \
    ADRESSE=0.0.0.0 \
    PORT=8000
RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin programmation
WORKDIR /app
COPY --from=dependances /opt/venv /opt/venv
COPY . .
RUN mkdir -p var /pieces \
    && DEMONSTRATION=1 python manage.py collectstatic --noinput --verbosity 0 \
    && chown -R 10001 var /pieces
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 CMD ["python", "outils/sante.py"]
CMD ["outils/lancer", "web"]
