# SPDX-License-Identifier: MIT
"""Access, as it is logged: a session is its own few records, which a correlator must bring together again."""
from corpus_noise import Call
from corpus_world import BASE64

CLI = ("aws-cli/2.17.27 md/awscrt#0.21.2 ua/2.0 os/windows#11 md/arch#amd64 lang/python#3.11.9 md/pyimpl#CPython "
       "cfg/retry-mode#standard md/installer#exe md/prompt#off md/command#ssm.start-session")
SSM, CONNECT = "ssm.amazonaws.com", "ec2-instance-connect.amazonaws.com"


class Act:
    """One human act: who, onto which instance; each record it makes is (time, text, what was called)."""

    def __init__(self, chance, world, begin, clock):
        self.chance, self.world, self.begin, self.clock = chance, world, begin, clock
        self.account, self.who, self.name, self.address = chance.pick(world.people)
        mine = [node for node in world.instances if node[0] == self.account]
        _, self.node, self.private, self.agent, self.public, self.region = chance.pick(mine)
        self.records = []

    def add(self, after, source, name, request, response="null", agent=False, read_only="false"):
        call = Call(self.chance, self.world, self.region)
        call.account, call.read_only = self.account, read_only
        if agent:
            call.who, call.address, call.program = self.agent, self.public, "aws-sdk-go/1.55.5 (go1.22.5; linux; amd64)"
        else:
            call.who, call.address, call.program = self.who, self.address, CLI
        call.request, call.response = request, response
        time = self.begin + after
        self.records.append((time, call.text(source, name, self.clock(time)), f"{source} {name}"))


def session(act):
    name = f"{act.name}-0{act.chance.hex(16)}"
    document = act.chance.often(("", "", ',"documentName":"AWS-StartPortForwardingSession","parameters":'
                                 '{"portNumber":["3389"],"localPortNumber":["56789"]}'))
    url = (f"wss://ssmmessages.{act.region}.amazonaws.com/v1/data-channel/{name}?role=publish_subscribe&cell-number="
           f"{act.chance.text(112, BASE64)}")
    one = f'{{"sessionId":"{name}"}}'
    act.add(0, SSM, "StartSession", f'{{"target":"{act.node}"{document}}}',
            f'{{"sessionId":"{name}","tokenValue":"Value hidden due to security reasons.","streamUrl":"{url}"}}')
    act.add(1, SSM, "CreateDataChannel", f'{{"messageSchemaVersion":"1.0","sessionId":"{name}","requestId":'
            f'"{act.chance.uuid()}","clientId":""}}', agent=True)
    act.add(1, SSM, "OpenDataChannel", one)
    act.add(20 + act.chance.bits(6), SSM, "TerminateSession", one, one)


def push(act):
    key = f"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{act.chance.text(43, BASE64)}"
    act.add(0, CONNECT, "SendSSHPublicKey", f'{{"instanceId":"{act.node}","instanceOSUser":"ec2-user","sSHPublicKey":'
            f'"{key}"}}', f'{{"requestId":"{act.chance.uuid()}","success":true}}')
    act.add(2, CONNECT, "OpenTunnel", '{"instanceConnectEndpointId":"eice-0123456789abcdef0",'
            f'"maxTunnelDuration":"3600","remotePort":"22","privateIpAddress":"{act.private}"}}')


def command(act):
    act.add(0, SSM, "SendCommand", f'{{"documentName":"AWS-RunShellScript","instanceIds":["{act.node}"],"parameters":'
            '"HIDDEN_DUE_TO_SECURITY_REASONS","interactive":false}',
            f'{{"command":{{"commandId":"{act.chance.uuid()}","documentName":"AWS-RunShellScript","instanceIds":'
            f'["{act.node}"],"status":"Pending","statusDetails":"Pending","timeoutSeconds":3600}}}}')


def password(act):
    act.add(0, "ec2.amazonaws.com", "GetPasswordData", f'{{"instanceId":"{act.node}"}}',
            f'{{"requestId":"{act.chance.uuid()}","instanceId":"{act.node}","passwordData":""}}', read_only="true")


ACTS = (session,) * 6 + (push,) * 3 + (command, password)


def act(chance, world, begin, clock):
    made = Act(chance, world, begin, clock)
    chance.pick(ACTS)(made)
    return made.records
