# escape=`
FROM mcr.microsoft.com/windows/servercore:ltsc2022
SHELL ["powershell", "-Command"]
RUN Invoke-WebRequest `
      https://example.com/setup.exe `
      -OutFile C:\setup.exe
USER ContainerAdministrator
CMD ["C:\\app\\app.exe"]
