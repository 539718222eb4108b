# Nothing is compiled: the jar comes from the pipeline.
FROM eclipse-temurin:21-jre
COPY target/till.jar /till.jar
CMD ["java", "-jar", "/till.jar"]
