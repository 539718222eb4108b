FROM node:24.11-slim
COPY package.json ./
COPY b.json ./
