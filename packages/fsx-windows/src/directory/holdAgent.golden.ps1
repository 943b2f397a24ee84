Set-Service -Name AmazonECS -StartupType Manual
Say "the agent starts with this script alone"
