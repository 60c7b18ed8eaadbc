# One image for web, worker, beat and the one-off prepare step; the command tells which (docker-compose.yml).
FROM python:3.11-slim AS packages
COPY requirements.txt .
RUN python -m venv /opt/venv \
 && /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check -r requirements.txt

FROM python:3.11-slim
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 VAR_DIR=/app/var
RUN useradd --system --uid 10001 --home-dir /app hashpivot
COPY --from=packages /opt/venv /opt/venv
WORKDIR /app
COPY manage.py ./
COPY config config
COPY tracker tracker
COPY templates templates
COPY static static
# The key only lets the settings load; nothing is signed with it and it is not kept.
RUN mkdir var \
 && SECRET_KEY=only-while-the-image-is-built python manage.py prepare --static-only \
 && python -m compileall -q config tracker \
 && chown -R hashpivot var
USER hashpivot
EXPOSE 8000
STOPSIGNAL SIGTERM
CMD ["gunicorn", "config.wsgi", "--bind=0.0.0.0:8000", "--worker-class=gthread", "--workers=2", "--threads=8", \
     "--worker-tmp-dir=/dev/shm", "--no-control-socket", "--access-logfile=-"]
