module tideline.example/worker

go 1.22
