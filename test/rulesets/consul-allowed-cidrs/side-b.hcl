serf_lan_allowed_cidrs = ["10.2.0.10/31", "fd00:2::6/128"]
