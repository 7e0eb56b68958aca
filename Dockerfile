# syntax=docker/dockerfile:1
# The bot, its tab's page and what they need to run, and nothing else; about what `npm run serve` starts on your machine.
# Tags move. For a build that stays the same, pin the image by its digest: `docker buildx imagetools inspect node:24-trixie-slim`
# prints it; then `docker build --build-arg NODE_IMAGE=node:24-trixie-slim@sha256:… .`
ARG NODE_IMAGE=node:24-trixie-slim

# The page, built with every dependency; nothing else of this stage is kept.
FROM ${NODE_IMAGE} AS page
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY src ./src
COPY cards ./cards
RUN node src/tab/build/build-page.ts

# What production needs. No package of it runs a script when it is installed.
FROM ${NODE_IMAGE} AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts

# All of it, and Node's compiled form of the code: made once here instead of at every start, which then takes a quarter less
# time; what the start leaves for later is named too. The account that reads it makes it, because Node keeps one for each
# account; another one does without.
FROM ${NODE_IMAGE} AS app
ENV NODE_ENV=production \
    NODE_COMPILE_CACHE=/app/compiled
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json ./
COPY cards ./cards
COPY src ./src
COPY --from=page /app/dist ./dist
RUN install --directory --owner=node --group=node compiled
USER node
RUN ["node", "--input-type=module", "--eval", "for (const part of ['./src/config.ts', './src/app.ts', 'pg-boss', 'adaptivecards-templating/lib/template-engine.js']) await import(part)"]

# All of it belongs to root; the account that runs it may read. It writes into /data and nowhere else.
FROM ${NODE_IMAGE}
ENV NODE_ENV=production \
    NODE_COMPILE_CACHE=/app/compiled \
    DATA_DIR=/data \
    PORT=3978
WORKDIR /app
COPY --from=app --chown=root:root /app ./
RUN install --directory --owner=node --group=node /data
USER node
VOLUME /data
EXPOSE 3978
# Alive is enough: a bot that is not ready says why on /readyz, and restarting it would not help.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Node itself is process 1 and takes SIGTERM: what is under way ends, and the bot stops within ten seconds.
STOPSIGNAL SIGTERM
# New objects get 8 MB at a time instead of 16: 25 MB less memory, and short-lived ones are cleared a little more often.
CMD ["node", "--max-semi-space-size=8", "src/index.ts"]
