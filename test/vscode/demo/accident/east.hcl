# A Consul server of the datacenter east.
datacenter = "east"
node_name  = "east-1"
server     = true
bind_addr  = "10.1.0.10"
encrypt    = "gX7ehz4nf12ukbkOUXj4gkwNCaUAjUVgYQ/9sBwVKRw="
retry_join = ["10.1.0.11"]
