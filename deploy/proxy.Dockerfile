# The proxy, as somebody who is not root: Docker lets anybody open ports 80 and 443 inside a container.
FROM caddy:2
COPY deploy/Caddyfile /etc/caddy/Caddyfile
RUN adduser -S -D -H proxy && chown -R proxy /data /config
USER proxy
