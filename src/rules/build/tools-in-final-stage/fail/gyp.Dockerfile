FROM node:22-alpine
RUN apk add --no-cache python3 make g++
WORKDIR /srv/sensor
COPY . .
RUN npm ci
CMD ["npm", "start"]
