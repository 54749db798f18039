# SPDX-License-Identifier: MIT
"""Every method, surface and identity of CONTRACT section 2."""
from lib import (ACCOUNT, BROWSER, I1, KEY, KEY_PRINT, REGION, at, case, connection, push, rec, role, row,
                 start, tunnel, user)

WHY = "CONTRACT section 2: "


def documents():
    arn = f"arn:aws:ssm:{REGION}:{ACCOUNT}:document/"
    port = {"portNumber": ["8080"], "localPortNumber": ["80"]}
    table = [
        ("SSM-SessionManagerRunShell", None, "session-manager", {}),
        ("AWS-StartSSHSession", {"portNumber": ["22"]}, "session-manager-ssh",
         {"remote_port": 22, "os": "unix", "os_confidence": "weak"}),
        ("AWS-StartPortForwardingSession", port, "session-manager-port-forward", {"remote_port": 8080, "os": "unknown"}),
        ("AWS-StartPortForwardingSession", {"portNumber": ["3389"]}, "session-manager-port-forward",
         {"remote_port": 3389, "os": "windows", "os_confidence": "weak"}),
        ("AWS-StartPortForwardingSessionToRemoteHost", {**port, "host": ["db.internal"]},
         "session-manager-remote-forward", {"remote_host": "db.internal", "remote_port": 8080}),
        ("AWS-StartInteractiveCommand", {"command": ["top"]}, "session-manager-command", {}),
        ("AWS-StartNonInteractiveCommand", {"command": ["id"]}, "session-manager-command", {}),
        ("Corp-Shell", None, "session-manager-document", {}),
        (arn + "AWS-StartSSHSession", {"portNumber": ["22"]}, "session-manager-ssh", {"remote_port": 22}),
        (arn + "SSM-SessionManagerRunShell", None, "session-manager", {}),
        (arn + "Corp-Shell", None, "session-manager-document", {}),
    ]
    records = [start(1, 0)] + [start(n, n * 100, document=document, parameters=parameters)
                               for n, (document, parameters, _, _) in enumerate(table, 2)]
    rows = [row("session-manager", document=None, remote_port=None, e=[(1, "open")])]
    rows += [row(method, document=document, kind="session", start=at(n * 100), **more, e=[(n, "open")])
             for n, (document, _, method, more) in enumerate(table, 2)]
    case("method-documents", records, rows, WHY + """the session document decides; name or ARN, what follows the last
         "/" is compared, and the document stays as logged (ruling 22).""")
    for name, value in (("text", "2222"), ("list", ["2222"]), ("number", 2222)):
        case(f"method-port-as-{name}", [start(1, 0, document="AWS-StartSSHSession", parameters={"portNumber": value})],
             [row("session-manager-ssh", remote_port=2222)], "CONTRACT section 1: ports as \"22\", [\"22\"] or 22.")
    case("method-remote-forward-3389", [start(1, 0, document="AWS-StartPortForwardingSessionToRemoteHost",
                                              parameters={"host": ["10.0.5.5"], "portNumber": ["3389"]})],
         [row("session-manager-remote-forward", remote_host="10.0.5.5", remote_port=3389, instance_id=I1)],
         WHY + "host is the real target; the instance is the one in between.")


def others():
    serial = rec(5, 500, "ec2-instance-connect", "SendSerialConsoleSSHPublicKey",
                 {"instanceId": I1, "serialPort": 0, "sSHPublicKey": KEY, "monitorMode": False},
                 response={"requestId": "x", "success": True})
    execute = rec(6, 600, "ecs", "ExecuteCommand", {"cluster": "web", "task": "t", "command": "sh", "interactive": True},
                  response={"session": {"sessionId": "ecs-execute-command-0123456789abcdef0"}})
    command = rec(8, 800, "ssm", "SendCommand", {"documentName": "AWS-RunShellScript", "instanceIds": [I1],
                                                 "parameters": "HIDDEN_DUE_TO_SECURITY_REASONS"})
    automation = rec(9, 900, "ssm", "StartAutomationExecution", {"documentName": "AWS-RestartEC2Instance",
                                                                "parameters": {"InstanceId": [I1]}})
    password = rec(10, 1000, "ec2", "GetPasswordData", {"instanceId": I1}, readOnly=True,
                   response={"requestId": "x", "instanceId": I1})
    case("method-others",
         [connection(1, 0), push(2, 100), tunnel(4, 300), serial, execute,
          start(7, 700, "ecs:web_0123456789abcdef_fedcba9876543210-1"), command, automation, password],
         [row("fleet-manager-rdp", kind="session", surface="console", os="windows", os_confidence="strong",
              e=[(1, "connection")]),
          row("instance-connect", kind="session", os="unix", os_confidence="strong", os_user="ec2-user",
              public_key_fingerprint=KEY_PRINT, e=[(2, "push")]),
          row("endpoint-tunnel", kind="session", instance_id=None, os="unix", os_confidence="weak", remote_port=22,
              private_ip="10.0.1.10", endpoint_id="eice-0123456789abcdef0", e=[(4, "tunnel")]),
          row("serial-console", kind="session", os="unknown", os_confidence=None, instance_id=I1,
              public_key_fingerprint=KEY_PRINT, e=[(5, "push")]),
          row("ecs-exec", kind="session", instance_id=None, os="unknown", e=[(6, "open")]),
          row("ecs-exec", kind="session", instance_id=None,
              target="ecs:web_0123456789abcdef_fedcba9876543210-1", e=[(7, "open")]),
          row("run-command", kind="action", instance_id=I1, instance_ids=[I1], target=None,
              document="AWS-RunShellScript", e=[(8, "open")]),
          row("run-command", kind="action", instance_id=I1, instance_ids=[I1], document="AWS-RestartEC2Instance",
              e=[(9, "open")]),
          row("password-retrieval", kind="action", instance_id=I1, os="windows", os_confidence="strong",
              e=[(10, "open")])],
         WHY + "the table of methods and the evidence of os.")
    case("method-other-services", [
        rec(1, 0, "athena", "StartSession", {"workGroup": "x"}, response={"sessionId": "x", "state": "CREATING"}),
        rec(2, 10, "athena", "TerminateSession", {"sessionId": "x"}), rec(3, 20, "cloudshell", "CreateSession", {}),
        start(4, 30)], [row("session-manager", e=[(4, "open")])],
        WHY + "matched on eventSource and eventName: Athena has a StartSession of its own.",
        stats={"records": {"total": 4, "access": 1, "other": 3}, "sessions": 1})
    s = "alice-00000000000000001"
    case("method-ssmmessages", [
        start(1, 0, session=s), {**rec(2, 1, "ssmmessages", "OpenDataChannel", {"sessionId": s}, who={"accountId": ACCOUNT})},
        rec(3, 1, "ssmmessages", "CreateDataChannel", {"sessionId": s}, ip="198.51.100.7",
            who=role("AmazonSSMManagedInstanceCore", I1))],
        [row("session-manager", outcome="attached", e=[(1, "open"), (2, "client-channel"), (3, "agent-channel")])],
        "facts 3.1: the channels' eventSource may be ssm or ssmmessages; both are taken.")
    old = rec(1, 0, "ec2-instance-connect", "SendSSHPublicKey ",
              {"instanceId": I1, "osUser": "ec2-user", "SSHKey": {"publicKey": KEY}})
    case("method-old-push", [old], [row("instance-connect", os_user="ec2-user", public_key_fingerprint=KEY_PRINT,
                                        instance_id=I1, e=[(1, "push")])],
         "CONTRACT section 1: a trailing space in eventName; osUser and SSHKey.publicKey of old samples.")


def surfaces():
    i = {"who": role("node", I1)}
    table = [
        ("cloudshell", {"ua": "aws-cli/2.17.26 md/awscrt#0.21.2 ua/2.0 exec-env/CloudShell md/command#ssm.start-session",
                        "sessionCredentialFromConsole": "true"}),
        ("console", {"sessionCredentialFromConsole": "true"}),
        ("console", {"sessionCredentialFromConsole": True}),
        ("cli", {"sessionCredentialFromConsole": "false"}),
        ("console", {"who": {**user(), "invokedBy": "signin.amazonaws.com"}, "ua": "signin.amazonaws.com"}),
        ("console", {"ua": BROWSER}), ("console", {"ua": "[" + BROWSER + "]"}), ("console", {"ua": "SRPS/" + BROWSER}),
        ("console", {"ua": "console.amazonaws.com"}), ("console", {"ua": "console.ec2.amazonaws.com"}),
        ("cli", {"ua": "aws-cli/1.18.147 Python/2.7.18 Linux/5.10.50 botocore/1.18.6"}),
        ("cli", {"ua": "[aws-cli/1.18.147 Python/2.7.18]"}),
        ("cli", {"ua": "aws-ec2-instance-connect-cli/1.0.2 Python/3.9 Botocore/1.29"}),
        ("cli", {"ua": "session-manager-plugin/1.2.553.0"}),
        ("service", {"who": {**user(), "invokedBy": "cloud9.amazonaws.com"}, "ip": "cloud9.amazonaws.com",
                     "ua": "cloud9.amazonaws.com"}),
        ("service", {"ip": "cloud9.amazonaws.com", "ua": "cloud9.amazonaws.com"}),
        ("console", {"ua": "AWS Internal"}), ("console", {"ua": "AWS Internal/3"}),
        ("console", {"ua": "aws-internal/3 aws-sdk-java/1.11.498", "who": role()}),
        ("unknown", {"ua": "AWS Internal", **i}),
        ("sdk", {"ua": "Boto3/1.26.165 Python/3.10.6 Linux/5.19.0 Botocore/1.29.165"}),
        ("sdk", {"ua": "aws-sdk-go-v2/1.30.3 os/linux lang/go#1.22.6"}), ("sdk", {"ua": "our-tool/0.1"}),
        ("sdk", {"ua": "APN/1.0 HashiCorp/1.0 Terraform/1.9.4"}),
        ("unknown", {"ua": None}), ("unknown", {"ua": ""}), ("unknown", {"ua": "something else"}),
    ]
    case("surface-rules", [start(n, n * 100, **more) for n, (_, more) in enumerate(table, 1)],
         [row("session-manager", surface=surface, e=[(n, "open")]) for n, (surface, _) in enumerate(table, 1)],
         WHY + "surface, first rule that holds; the absence of a field proves nothing.")


def identities():
    fed = {"type": "FederatedUser", "principalId": f"{ACCOUNT}:fed", "accountId": ACCOUNT,
           "arn": f"arn:aws:sts::{ACCOUNT}:federated-user/fed", "accessKeyId": "ASIAEXAMPLE000000002",
           "sessionContext": {"attributes": {"mfaAuthenticated": "false"}}}
    root = {"type": "Root", "principalId": ACCOUNT, "arn": f"arn:aws:iam::{ACCOUNT}:root", "accountId": ACCOUNT,
            "accessKeyId": "ASIAEXAMPLE000000003", "sessionContext": {"attributes": {"mfaAuthenticated": "true"}}}
    sso = "AWSReservedSSO_Admin_0123456789abcdef"
    colonless = role(session="carol")
    colonless["principalId"] = "AROAEXAMPLE000000001"
    table = [
        (root, {"identity": "root", "name": None, "session_name": None, "mfa": True}),
        (user(), {"identity": "iam-user", "name": "alice", "session_name": None, "long_term_key": True}),
        ({**user(key="ASIAEXAMPLE000000004"), "sessionContext": {"attributes": {"mfaAuthenticated": "true"}}},
         {"identity": "iam-user", "long_term_key": False, "mfa": True}),
        (role(sourceIdentity="al"), {"identity": "assumed-role", "name": "ops", "session_name": "alice", "mfa": True,
                                     "source_identity": "al"}),
        (role(mfa="false"), {"identity": "assumed-role", "mfa": False}),
        (role(mfa=None), {"identity": "assumed-role", "mfa": None}),
        (colonless, {"identity": "assumed-role", "name": "ops", "session_name": "carol"}),
        (role("node", I1), {"identity": "instance-role", "name": "node", "session_name": I1}),
        (role("node", "mi-0123456789abcdef0"), {"identity": "hybrid-node", "session_name": "mi-0123456789abcdef0"}),
        (role("node", "i-am-a-person"), {"identity": "assumed-role", "session_name": "i-am-a-person"}),
        (fed, {"identity": "federated-user", "name": "fed", "session_name": None, "mfa": None}),
        (role(sso, "alice@example.com"), {"identity": "identity-center-user", "name": sso,
                                          "session_name": "alice@example.com", "mfa": None}),
        ({"type": "IdentityCenterUser", "accountId": ACCOUNT, "onBehalfOf": {"userId": "u"}, "credentialId": "c"},
         {"identity": "identity-center-user", "mfa": None}),
        ({"type": "SAMLUser", "principalId": "p:bob", "userName": "bob"}, {"identity": "saml-user", "mfa": None}),
        ({"type": "WebIdentityUser", "principalId": "accounts.google.com:a:b", "userName": "b"},
         {"identity": "web-identity-user", "mfa": None}),
        ({"type": "AWSAccount", "principalId": "AIDAX", "accountId": "444455556666"}, {"identity": "aws-account"}),
        ({"type": "AWSService", "invokedBy": "cloud9.amazonaws.com"}, {"identity": "aws-service", "mfa": None}),
        ({"accountId": ACCOUNT}, {"identity": "unknown", "mfa": None}),
        (role(webIdFederationData={"federatedProvider": "arn:aws:iam::111122223333:oidc-provider/x", "attributes": {}}),
         {"identity": "assumed-role", "mfa": None}),
        (role(webIdFederationData={}), {"identity": "assumed-role", "mfa": True}),
    ]
    case("ruling-33-identities", [start(n, n * 100, who=who) for n, (who, _) in enumerate(table, 1)],
         [row("session-manager", principal=want, e=[(n, "open")]) for n, (_, want) in enumerate(table, 1)],
         """CONTRACT section 2, identity; rulings 4 (name and session_name of a role session), 23 (root, federated
         user, federatedProvider) and 33 (mfa null where the record cannot tell).""")


def make():
    documents()
    others()
    surfaces()
    identities()
