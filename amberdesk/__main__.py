from amberdesk.cli import main

main()
