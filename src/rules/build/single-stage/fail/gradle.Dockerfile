FROM amazoncorretto:17-alpine
LABEL org.opencontainers.image.title=ledger
WORKDIR /ledger
COPY . .
RUN ./gradlew --no-daemon bootJar
# Everybody may read the books.
HEALTHCHECK CMD wget -qO- http://localhost:8080/health || exit 1
ENTRYPOINT ["java", "-jar", "build/libs/ledger.jar"]
