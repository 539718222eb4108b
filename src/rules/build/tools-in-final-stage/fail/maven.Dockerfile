FROM maven:3.9-eclipse-temurin-21
ARG PORT=8080
WORKDIR /orders
COPY pom.xml .
COPY src ./src
RUN mvn -B -DskipTests package
EXPOSE $PORT
CMD java -jar target/orders-*.jar
