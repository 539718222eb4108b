FROM node:22
WORKDIR /srv/pages
COPY . .
RUN yarn install && yarn build
HEALTHCHECK CMD curl -f http://localhost:3000/ || exit 1
CMD ["node", "dist/server.js"]
