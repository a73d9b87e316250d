# The Node version is the one that package.json pins for every other way of running the service.
FROM node:24.21.0-trixie-slim AS manifests
WORKDIR /app
COPY package.json package-lock.json .npmrc ./

FROM manifests AS build
# The compiler is among the optional packages: what tests and checks need is not installed.
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
COPY scripts/setup ./scripts/setup
RUN node_modules/.bin/tsc -p tsconfig.build.json && node scripts/setup/bundle.mjs && rm -f dist/.tsbuildinfo

# The optional packages are Node itself, for machines without it (190 MB that this base image already has), the compiler,
# and two that what wants them does without. A test holds that they are nothing else. With both omitted, optional peers
# that are developed with go too.
FROM manifests AS production-dependencies
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --omit=optional

FROM node:24.21.0-trixie-slim
ENV NODE_ENV=production
# See ALLOCATOR in scripts/setup/paths.mjs.
ENV MALLOC_ARENA_MAX=1
WORKDIR /app
# The launcher of `llm-proxy` compares the packages with the lock file.
COPY package.json package-lock.json LICENSE ./
COPY scripts/llm-proxy.mjs ./scripts/
COPY scripts/setup ./scripts/setup
# A volume mounted on data/ takes over owner and group, so that the service can write to it. Group 0 may write as well:
# OpenShift runs a container as a user that it chooses, and that user's group is 0.
RUN chmod 755 scripts/llm-proxy.mjs && ln -s /app/scripts/llm-proxy.mjs /usr/local/bin/llm-proxy \
  && mkdir -m 770 data && chown 1000:0 data
COPY --from=production-dependencies /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
# Numeric, because Kubernetes checks runAsNonRoot against numbers only; 1000 is the base image's `node`. Any other user will
# do too (`docker run --user 12345:0`).
USER 1000:1000
# LLM_PROXY__DATA_DIR: SQLite, unless LLM_PROXY__DATABASE_URL names a PostgreSQL.
VOLUME ["/app/data"]
EXPOSE 8002
# It reads LLM_PROXY__HOST and LLM_PROXY__PORT as the service does.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "dist/probe.js"]
# Node itself is PID 1: SIGTERM reaches it, and it starts no children that would have to be reaped.
ENTRYPOINT ["node", "--min-semi-space-size=16", "--max-semi-space-size=16", "--no-allocation-site-pretenuring", "--external-memory-accounted-in-global-limit", "--initial-heap-size=256", "--max-old-space-size-percentage=50"]
CMD ["dist/bundle/main.js"]
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="llm-proxy-service" \
      org.opencontainers.image.description="One OpenAI-compatible door to every language model" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.base.name="docker.io/library/node:24.21.0-trixie-slim"
