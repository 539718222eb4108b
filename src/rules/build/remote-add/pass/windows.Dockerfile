FROM mcr.microsoft.com/windows/nanoserver:ltsc2025
ADD https://example.com/tool.exe /bin/tool.exe
RUN powershell if ((Get-FileHash -Path /bin/tool.exe).Hash -ne $Env:SUM) { Throw }
