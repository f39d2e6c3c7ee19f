#!/bin/sh
# trace_input.sh TWSIM: what trace and fsm do with good and with bad input

. "$(dirname "$0")/checks.sh"

refuse "'nowhere'" trace nowhere --pcap x.pcap
refuse 'ordinary-close' trace nowhere
refuse "unexpected 'b'" trace a b
refuse "--format: 'xml'" trace ordinary-close --format xml
refuse "--at: 'wire'" trace ordinary-close --at wire
refuse '--odd' trace --odd
refuse 'rtt' trace ordinary-close --set rtt=fast
refuse 'NAME=VALUE' trace ordinary-close --set rtt
refuse "'nothing'" trace ordinary-close --set nothing=1
refuse '--pcap' trace ordinary-close --pcap /nowhere/x.pcap
refuse './none.ini' trace ./none.ini
printf '[wire]\na = to-client FINE drop\n' >bad.ini
refuse 'bad.ini:2:15: ' trace bad.ini
printf '[expect]\nodd = 1\n' >bad.ini
refuse 'bad.ini:2: ' trace bad.ini --pcap x.pcap
refuse "'x'" fsm x
refuse '--odd' fsm --odd
echo 'to-client FINE drop' >bad.rules
refuse '--rules: bad.rules:1:11: ' --rules bad.rules
refuse '--rules: ' --rules none.rules
refuse '--at: ' --at wire
refuse '--trace: ' --trace /nowhere/x
refuse '--pcap: ' --pcap /nowhere/x
refuse '--analytic: ' --analytic --pcap x.pcap

printf '[client]\nplay = close\n[expect]\nline.1 = nonsense\n' >unmet.ini
"$twsim" trace unmet.ini >.out 2>.err
check 'what is not met: exit 1' [ $? -eq 1 ]
check 'what is not met: its line' grep -q 'unmet.ini:4: ' .err
"$twsim" trace unmet.ini --set rtt=1ms >.out 2>.err
check 'with --set nothing is expected' [ $? -eq 0 ]
"$twsim" trace ordinary-close --format json >a.json
check 'json has its schema' grep -q '"twsim.trace/1"' a.json
"$twsim" trace ordinary-close >a.txt
"$twsim" --rate 1 --duration 1s --ports 32768-32768 --close server --quiet \
	--trace run.txt --pcap run.pcap >.out 2>.err
check 'a run is recorded' [ "$(wc -l <run.txt)" -gt 5 ]
check 'one connection is as in a scenario' \
	[ "$(head -n 4 run.txt)" = "$(head -n 4 a.txt)" ]
check 'a capture is written' [ -s run.pcap ]
"$twsim" trace ordinary-close --at client >b.txt
check 'the client sees its SYN leave' grep -q '^00:00:00.000020 .*\[S\]' b.txt
"$twsim" trace ordinary-close --set client-stack=freebsd >f.txt
check 'each end writes options as its stack does' [ "$(sed -n \
	's/.*\[mss 1460,\([a-zA-Z]*\).*/\1/p' f.txt | xargs)" = 'nop sackOK' ]
"$twsim" fsm --fired | awk '$2 == "CLOSED" && $3 == "CALL_ACTIVE_OPEN"' >.fired
check 'rows are counted' [ "$(awk '{ print $1 }' .fired)" -gt 20 ]
# every run the same, also on a wire of chance
chance='--rate 200 --duration 2s --loss 0.02 --duplicate 0.05 --reorder 0.05'
"$twsim" $chance --wander 20ms --trace c1.txt --quiet >.out
"$twsim" $chance --wander 20ms --trace c2.txt --quiet >.out
check 'same seed, same segments' cmp c1.txt c2.txt
check 'copies are counted' grep -qE '^ +[0-9 ]+  +[0-9]+ +[1-9][0-9]* ' .out

exit $failed
