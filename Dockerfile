# et-intel in a container: built in one stage, run in a small one as a user without rights.
#   docker-compose build
#   docker-compose run --rm et-intel --batch
FROM debian:bookworm-slim AS build
WORKDIR /src
COPY tools/setup tools/setup
RUN tools/setup build && rm -rf /var/lib/apt/lists/*
COPY VERSION CMakeLists.txt CMakePresets.json ./
COPY cmake cmake
COPY tools tools
COPY include include
COPY migrations migrations
COPY models models
COPY src src
RUN cmake --preset release && cmake --build --preset release && strip build/et-intel

FROM debian:bookworm-slim
# The brief is set in sans-serif: of the fonts, no second family of a script, and no weight or slant that it does not use.
COPY deploy/container-leave-out /etc/dpkg/dpkg.cfg.d/leave-out
RUN apt-get update -qq \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        libsqlite3-0 libxxhash0 libjansson4 libutf8proc2 zlib1g libzstd1 libssl3 libcairo2 libpango-1.0-0 \
        libpangocairo-1.0-0 libpangoft2-1.0-0 libfontconfig1 libcurl4 ca-certificates libopenblas0-pthread \
        fonts-inter fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji tzdata \
    && cd /usr/share/fonts/truetype/noto \
    && for serif in NotoSerif*.ttf; do \
        sans=NotoSans${serif#NotoSerif}; [ ! -e "${sans%-*}-Regular.ttf" ] || rm "$serif"; \
    done \
    && rm -rf /var/lib/apt/lists/* /var/cache/* /var/log/* /usr/share/doc/* /usr/share/man/* \
    && useradd --system --uid 10001 --home-dir /app --no-create-home --shell /usr/sbin/nologin etintel \
    && install -d -o etintel -g root -m 775 /app /app/data /app/data/uploads /app/reports /app/logs \
    && fc-cache -f
COPY --from=build /src/build/et-intel /usr/local/bin/et-intel
COPY deploy/container-entry /usr/local/bin/container-entry
WORKDIR /app
ENV LANG=C.UTF-8 XDG_CACHE_HOME=/tmp
USER etintel
VOLUME ["/app/data", "/app/reports", "/app/logs"]
ENTRYPOINT ["container-entry"]
CMD ["--help"]
