# The mediation worker with LibreOffice. One image serves every part: `run --only jobs`,
# `run --only timers`, `run --only mailbox`; docker-compose.yml puts them together.
FROM docker.io/library/debian:12-slim AS base
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates python3 \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app

FROM base AS build
RUN apt-get update \
    && apt-get install --yes --no-install-recommends python3-venv \
    && rm -rf /var/lib/apt/lists/*
COPY requirements/setup.txt requirements/run.txt requirements/
RUN python3 -m venv .venv \
    && .venv/bin/python -m pip install --no-cache-dir --require-hashes \
        --requirement requirements/setup.txt \
    && .venv/bin/python -m pip install --no-cache-dir --require-hashes --no-build-isolation \
        --requirement requirements/run.txt
COPY pyproject.toml README.md ./
COPY worker worker
RUN .venv/bin/python -m pip install --no-cache-dir --no-deps --no-build-isolation --editable .

# So that a name in any script is printed: Noto has Arabic, Hebrew, Gujarati, Punjabi, Bengali and
# many more, MicroHei Chinese, Japanese and Korean.
FROM base
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        fonts-crosextra-carlito \
        fonts-dejavu-core \
        fonts-liberation \
        fonts-noto-core \
        fonts-wqy-microhei \
        libreoffice-writer-nogui \
        python3-uno \
        tini \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --home-dir /var/lib/mediation --create-home --shell /usr/sbin/nologin mediation
COPY --from=build /app /app
COPY config config
COPY templates templates
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
USER mediation
WORKDIR /var/lib/mediation
# tini passes signals on and buries the LibreOffice processes that are replaced.
ENTRYPOINT ["tini", "--", "mediation"]
CMD ["run"]
HEALTHCHECK --interval=5m --timeout=60s --start-period=60s CMD ["mediation", "check"]
