# SYNTAX TEST "source.hcl" "gossip settings in strings of HCL"
encrypt = "gX7ehz4nf12ukbkOUXj4gkwNCaUAjUVgYQ/9sBwVKRw="
#          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ string.quoted.double.hcl constant.other.gossip-key.lanekeeper
#                                                      ^ - constant.other.gossip-key.lanekeeper
encrypt = "cg8StVXbQJ0gPvMd9o7yrg=="
#          ^^^^^^^^^^^^^^^^^^^^^^^^ constant.other.gossip-key.lanekeeper
node_id = "8e9a5d0b1c2d3e4f8e9a5d0b1c2d3e4f"
#          ^ - constant.other.gossip-key.lanekeeper
retry_join = ["10.1.0.1", "10.1.0.2:8301", "[fd00::1]:8301", "seed.dc1.example:8301"]
#              ^^^^^^^^ constant.numeric.address.lanekeeper
#                          ^^^^^^^^ constant.numeric.address.lanekeeper
#                                  ^ punctuation.separator.port.lanekeeper
#                                   ^^^^ constant.numeric.port.lanekeeper
#                                           ^^^^^^^^^ constant.numeric.address.lanekeeper
#                                                     ^^^^ constant.numeric.port.lanekeeper
#                                                             ^^^^^^^^^^^^^^^^ entity.name.host.lanekeeper
#                                                                              ^^^^ constant.numeric.port.lanekeeper
# retry_join = ["10.1.0.1"]
# <~----------------------- comment.line.number-sign.hcl
#                ^ - constant.numeric.address.lanekeeper
bind_addr = "{{ GetInterfaceIP \"eth0\" | limit 1 }}" server = true
#            ^^ punctuation.definition.template.begin.lanekeeper
#               ^^^^^^^^^^^^^^ support.function.sockaddr.lanekeeper
#                              ^^^^^^^^ string.quoted.argument.lanekeeper
#                                       ^ keyword.operator.pipe.lanekeeper
#                                         ^^^^^ support.function.filter.lanekeeper
#                                               ^ constant.numeric.lanekeeper
#                                                 ^^ punctuation.definition.template.end.lanekeeper
#                                                     ^^^^^^ variable.other.hcl
bind_addr = "{{ consul_bind }}"
#            ^^ - meta.template.sockaddr.lanekeeper
retry_join = ["provider=aws tag_key=consul tag_value=dc1", "10.1.0.3"]
#              ^^^^^^^^ keyword.other.provider.lanekeeper
#                       ^^^ entity.name.type.provider.lanekeeper
#                           ^^^^^^^ variable.parameter.auto-join.lanekeeper
#                                  ^ keyword.operator.assignment.lanekeeper
#                                   ^^^^^^ constant.other.auto-join.lanekeeper
#                                                    ^^^ constant.other.auto-join.lanekeeper
#                                                       ^ - meta.auto-join.lanekeeper
#                                                           ^^^^^^^^ constant.numeric.address.lanekeeper
allowed = ["10.0.0.0/8"] version = "1.2.3"
#           ^^^^^^^^ constant.numeric.address.lanekeeper
#                    ^ constant.numeric.prefix.lanekeeper
#                                   ^^^^^ - constant.numeric.address.lanekeeper
