# One image for web, worker and beat. Everything that differs between portals comes from the environment.
FROM python:3.13-slim

# Which code this is, for backups: docker compose build --build-arg VERSION=$(git rev-parse HEAD)
ARG VERSION=""
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 VAR_DIR=/srv/portal/var PORTAL_VERSION=$VERSION
WORKDIR /srv/portal

COPY requirements.txt .
RUN pip install --no-cache-dir --no-deps --require-hashes -r requirements.txt

COPY . .
# The key of this line signs nothing: it lets the settings load while static files are collected into the image.
# The folders that become volumes belong to the user before they do: a new volume takes its owner from here.
RUN SECRET_KEY=only-while-the-image-is-built python manage.py collectstatic --no-input --verbosity 0 \
    && useradd --system --home-dir /srv/portal portal \
    && mkdir -p /srv/media /srv/erasures /srv/backups \
    && chown -R portal /srv/portal/var /srv/media /srv/erasures /srv/backups
USER portal
EXPOSE 8000
CMD ["python", "-m", "gunicorn", "involvement.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", \
     "--workers", "2", "--threads", "4", "--no-control-socket"]
