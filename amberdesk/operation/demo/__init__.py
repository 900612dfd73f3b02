"""The demo company, made by the desk's own actions: Jantar Serwis and its three chains of shops. All of it invented."""
