/** Words of the engine's own sentences, in lower case; written by `vocabulary.test.ts` with UPDATE=1. */
export const VOCABULARY = `
a about above accidental accidental-join accusations accused accuser ack acked ackedlate ackresp acks acl
acls add added addr address addressconflict addresses addressnotallowed adjustment after again agent agents
aimed alert alerts algo algorithm alive aliverefused all all-to-all allowed alone already among an and
announced another answer answered answers any anything ap apart api appear appears appendentries application
applied apply apps are aren argument around array arrives as ask asked asks assert at atms attach
attachagent attached attempt auth authentication authkey awarenesschanged b back bad banner be beat became
become been before beforeminimum began beganas begins behind being belong belongs below between bigint bind
bits block blocked bmembers bnode body boolean bootstrap bootstrapconflict both bound bridge bridged
bridging broadcast broken brought buf buffer build busiest but by byte bytes ca called calls calm came can
cancel candidate cannot carry case cat catalog cc central certain certainty certificate character characters
check checked checkqueues checksum choose claimed claims class clearfaults client clientcertificate clients
clock close closed closing cluster clusters cn co code columns come comes command commandrefused common
compare comparison compatible compose compound compress compressed compression config configuration
configurations configured confirmed confirms conflict conflicting conflictingid conflictresponse connect
connection consisted constant consul consulhttp contact contacting continues converged coord coordinate
coordinateheard coordinates correct cost could couldn count counts crash crc create cs curl cut d damaged
dashes data datacenter datacenters datagram day db dc dead dead-needs-suspicion deadline deadnamereturns
debug decides declaration declared declares decode decompresses decrypt decrypts deeper deeply defined delay
delegate delegatecur delegatemax delegatemin delete deleted deleting delta deltas denied denies deny
dependence describe destaddr destname detach detached detaching details detection development diagnose
diagnosis did dies differ difference digits dimensions disabled disk dissemination dns do docker doctype
does done dots doubt doubts down dropped dt duplicate duplicated e each eaddrnotavail edge edges either
elect elected else elsewhere empty en enabled encoded encoding encrypt encrypted encryption encrypts end
ended endpoint ends engine enoent enough envelope environment eof err error errors escape etc event
event-clock eventltime eventmember eventmemberfailed eventmemberjoin eventmemberleave eventmemberreap events
ever every everybody evidence exceeds exchanging excluded exec exist exists exit expect expected expired
expr expression failed failure false false-positives fault feature federated federation fell few fewer field
fields fig file filter filtered filters findings fingerprint finite firewall first first-probe firststep fit
fits flags flat folded folder follower follows for forbidden force-leave force-left forced forceleave
forceleavefinished forces forgets forgotten form formula found fp fpm frame free from ftp full g garbage
generic get get-coordinate gets give given go goes gone goodbye gossip gossip-address-reused
gossip-advertise-unreachable gossip-key gossiped gossips got gracefully grep grew groups growing grpc guard
guards guest h had half-mixed hand handoffqueuefull handshake has hashicorp have header heading heal heals
health healthy hear heard heardbefore hears height held here hide history hits holds host hostname hours how
html http https i id identity ids if ignorable ignoring image in inc incarnation incarnation-never-falls
incarnations incompatible incomplete index indirectping info inside install installed instead integer intent
intents internal interned interval into invalid invariant ip ips is isforced isloose iswhole it its itself
join joined joinfailed joinfinished joining joinplan joins joinstarted joinsucceeded journalctl json just kb
keep keeps key keygen keyneeded keynotneeded keyrequest keyresponse keyring keys keysfinished kill killed
kind know known knows kubectl kubernetes l label labelmismatch lamport lan lan-join-other-datacenter
lan-join-shared-seed lan-join-wan-port lan-wan-mingle lane lanekeeper lanekeeper-key laptop large last lasts
latency later layer layout leader least leave leavefinished leaves leaving left leftmembers length lengths
lets letters levels lies lifeguard lifted like likely limit line lineend lines linestart lingering linklocal
list list-peers listed listen listens lists live lives living load local local-address log lognormal logout
logs long longer longest look looked looks loopback loses loss lost ltime lzw m machine made mail make makes
malformed many map maps marked match max may mean meant measured median meets member memberdead memberfailed
memberforced memberjoined memberleaving memberleft memberlist memberreaped memberrefuted members
membersuspected memberupdated mended merge merged mergerefused merges message messagedropped messages meta
mine mingle mingled minute minutes mismatch misses missing mix mixed mixes mixfound mktemp mode modify more
most moved ms multicast multiple must n nack nackresp name nameconflict named names namespace
namevotefinished needed negative neither nested nests netns networks never new next no nobody node nodename
nodes nokeyfits nolistener nomad non-running none nor not not-alive notagent notallowed notasked note
notencrypted notes notgossip nothing nothttp notice notreached notreconciled notrunning notserver
notwanmember now noword ns number numbers o object observe observer occurred of off official often ok old
older on on-failure once one one-way one-way-partition ones oneside only open operator option options or
order other otherid others ours out outage output outside over overflows overlimit overwritten own p packet
packetdropped packets padding parallel parsing part partial partition parts passed passes passing password
past paste pasted patience pause paused payload peer peers percent period periods perl permission piece ping
pingfinished pingfrom pkcs plain plainserver plan plane planjoin pong pool poolproblems pools port ports
poses possible prefix preflight primary primarykey probability probe probe-completeness-within-bound probed
probefinished probes probing problem problems product production products program progress promoting
protocol protocolcur protocolmax protocolmin prune pruned pruning pull push pushpull pushpullfailed
pushpullmerged put q quarantined queries query query-clock queryack queryfinished queryltime queryresponse
querystarted questions quiet quorum quorumlost r raft rafthistoryforced raftpeeradded raftpeerpromoted rafts
raise raises random range ranges re-added reach reached read read-only readable reader reading ready real
reap reaped reason receive received reconcile reconnect reconnects recording recycled recycled-ip refusals
refuse refused refusedhere refuses refuted regexp region regions registered registry rejected rejoin
rejoin-after-leave relay relayed relayfactor reliablesent remain remote remove removing renew reorder repair
repeat repetition replay reply report reports request requested required reset resolvable resolved respond
response rest restart restarting result retransmits-bounded retry returns ring robin rogue roguejoin role
room round route rows rpc rtt rules run running runs rununtil s safe same save saw say sayinggoodbye says
scenario schema score scripts seconds secret see seed seen sees segment self send sendbesteffort sender
sending sendreliable sends sendtoaddress sense sent sentence seq seqno sequence serf
serf-join-foreign-product serf-snapshot-reused serfrpc server server-addr server-id serverregion servers
serverseen service set sets settags setting several shadow share short should show showing shown shows shut
shutdown sick sick-accuser side sides signed silent simulated simulation sincems size skipping skips slash
sleep slow slowly small snapshot so sockets somebody sourceaddr sourcenode sourceport speed split spread
spreadingintent ssh staging stake stale stale-members-kept stale-snapshot stall stalled standard stands
start starting starts state statefulset stateread states statistics stats status statusltimes staying stays
step stepping still stop stopped stops strangerheard stream streamclosed streamdata streamopened string
strings struct successfully such supported suspect suspected suspicion suspicionconfirmed swim syntax system
t table tag tags tagsets tail take taken takes target targets tcp tcponly tell teller tenth test text
textend textstart than that the their theirs them themselves then there these they this though threshold
through time timed timeout times tls to tobecertain together token told too toolarge tooold trace traffic
tried tries trip true truncated truncatedcompound trusted try twice two two-networks type u udp udpblocked
unanswered unasked unblock unborn under understood undo undone unexpected unexpectednode unhandled uniform
unknown unreachable unread unreadable unresolved unsigned unspecified unsupported until untrusted up update
updatefinished updatenode updating us use used user userevent usermsglen userstatelen usually v vain valid
value values vantages vec verdict verification version versions very view views-converge-when-healed vote
voter vsn w wait waits wan warn was watched watching way we web well were wget what when where whether which
whichever while who whoever whole whom whose with withdraw within without won word would write writing
written wrong wrongdatacenter wrongkey wrongname wx x x-consul-results-filtered-by-acls x-consul-token yet
you your z zero zone
`;
