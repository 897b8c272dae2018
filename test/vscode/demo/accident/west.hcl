# A Consul server of the datacenter west. Somebody copied one address too many, and the key with it.
datacenter = "west"
node_name  = "west-1"
server     = true
bind_addr  = "10.2.0.10"
encrypt    = "gX7ehz4nf12ukbkOUXj4gkwNCaUAjUVgYQ/9sBwVKRw="
retry_join = ["10.2.0.11", "10.1.0.10"]
