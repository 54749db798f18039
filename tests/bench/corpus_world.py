# SPDX-License-Identifier: MIT
"""Who and what a made-up organisation's trails speak of: accounts, people, roles, instances, programs; and chance."""
import random

ACCOUNTS = ("111122223333", "444455556666", "777788889999")
REGIONS = ("us-east-1", "eu-central-1", "ap-northeast-1")
CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
PEOPLE = ("alice", "bob", "carol.smith", "dmitri", "erin@example.com", "frank.o-neil", "grace@example.com", "heidi",
          "ivan.petrov", "judy", "mallory@example.com", "niaj", "olivia", "peggy@example.com", "rupert", "sybil")
ROLES = ("AdministratorAccess", "PowerUser", "ReadOnly", "DataEngineer", "NetworkOps", "SecurityAudit")
SERVICES = ("orders-api", "billing-worker", "image-resizer", "search-indexer", "session-store", "mail-gateway",
            "report-builder", "inventory-sync", "fraud-scoring", "web-frontend", "payment-hook", "log-shipper")
DELIVERY = ',"ec2RoleDelivery":"2.0"'
TERRAFORM = ("APN/1.0 HashiCorp/1.0 Terraform/1.5.7 (+https://www.terraform.io) terraform-provider-aws/5.31.0 "
             "(+https://registry.terraform.io/providers/hashicorp/aws) aws-sdk-go-v2/1.24.0 os/linux lang/go#1.20.11 "
             "md/GOOS#linux md/GOARCH#amd64")
PROGRAMS = (
    TERRAFORM,
    "Boto3/1.34.11 md/Botocore#1.34.11 ua/2.0 os/linux#5.10.205-195.804.amzn2.x86_64 md/arch#x86_64 "
    "lang/python#3.11.6 md/pyimpl#CPython cfg/retry-mode#legacy Botocore/1.34.11",
    "aws-sdk-go/1.44.157 (go1.19.3; linux; amd64)",
    "aws-sdk-java/2.20.162 Linux/5.10.205-195.804.amzn2.x86_64 OpenJDK_64-Bit_Server_VM/17.0.9+9-LTS Java/17.0.9 "
    "vendor/Amazon.com_Inc. io/sync http/Apache cfg/retry-mode/legacy",
    "[S3Console/0.4, aws-internal/3 aws-sdk-java/1.12.488 Linux/5.4.247-169.350.amzn2int.x86_64 "
    "OpenJDK_64-Bit_Server_VM/25.372-b08 java/1.8.0_372 vendor/Oracle_Corporation cfg/retry-mode/standard]",
    "aws-cli/2.15.4 Python/3.11.6 Windows/10 exe/AMD64 prompt/off command/ec2.describe-instances",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 "
    "Safari/537.36",
    "aws-internal/3 aws-sdk-java/1.12.479 Linux/5.10.205 OpenJDK_64-Bit_Server_VM/25.372-b08 java/1.8.0_372",
    "aws-sdk-nodejs/2.1531.0 linux/v18.19.0 exec-env/AWS_Lambda_nodejs18.x promise",
    "k8s-cloud-controller-manager/v1.28.4 aws-sdk-go/1.44.241 (go1.20.10; linux; amd64)",
)


class Chance:
    """Everything random. Only getrandbits() and random(), whose sequences are the same in every Python."""

    def __init__(self, seed):
        source = random.Random(seed)
        self.bits, self.random = source.getrandbits, source.random

    def pick(self, things):
        return things[int(self.random() * len(things))]

    def often(self, things):
        """As pick(), but the first ones come far more often, as people and programs do."""
        return things[int(self.random() ** 2.5 * len(things))]

    def hex(self, size):
        return f"{self.bits(4 * size):0{size}x}"

    def uuid(self):
        digits = f"{self.bits(128):032x}"
        return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"

    def text(self, size, letters):
        """letters: 32 or 64 of them."""
        number, top, out = self.bits(6 * size), len(letters) - 1, []
        for _ in range(size):
            out.append(letters[number & top])
            number >>= 6
        return "".join(out)


def person(chance, account):
    """A user, or somebody of the organisation's single sign-on. (identity, name)"""
    name = chance.pick(PEOPLE)
    if "@" not in name:
        return (f'{{"type":"IAMUser","principalId":"AIDA{chance.text(17, CAPITALS)}",'
                f'"arn":"arn:aws:iam::{account}:user/{name}","accountId":"{account}",'
                f'"accessKeyId":"AKIA{chance.text(16, CAPITALS)}","userName":"{name}"}}'), name
    role = f"AWSReservedSSO_{chance.pick(ROLES)}_{chance.hex(16)}"
    path = "aws-reserved/sso.amazonaws.com/"
    return assumed(chance, account, role, name, path, "false"), name


def assumed(chance, account, role, session, path="", mfa="false", more=""):
    principal = "AROA" + chance.text(17, CAPITALS)
    return (f'{{"type":"AssumedRole","principalId":"{principal}:{session}",'
            f'"arn":"arn:aws:sts::{account}:assumed-role/{role}/{session}","accountId":"{account}",'
            f'"accessKeyId":"ASIA{chance.text(16, CAPITALS)}","sessionContext":{{"sessionIssuer":{{"type":"Role",'
            f'"principalId":"{principal}","arn":"arn:aws:iam::{account}:role/{path}{role}","accountId":"{account}",'
            f'"userName":"{role}"}},"webIdFederationData":{{}},"attributes":{{"creationDate":"2024-05-14T0'
            f'{chance.bits(3)}:{chance.bits(5) + 10}:{chance.bits(5) + 10}Z","mfaAuthenticated":"{mfa}"}}{more}}}}}')


class World:
    """The same for every part of a corpus, so that parts agree on who owns what."""

    def __init__(self, seed):
        chance = Chance(seed)
        self.people, self.callers, self.instances = [], [], []
        for account in ACCOUNTS:
            for _ in range(12):
                identity, name = person(chance, account)
                address = f"203.0.113.{chance.bits(7) + 1}"
                self.people.append((account, identity, name, address))
                self.callers.append((account, identity, address, chance.often(PROGRAMS)))
            for service in SERVICES * 12:
                identity = assumed(chance, account, f"{service}-role", f"i-0{chance.hex(16)}", more=DELIVERY)
                self.callers.append((account, identity, f"10.{chance.bits(4)}.{chance.bits(7)}.{chance.bits(7)}",
                                     chance.pick(PROGRAMS)))
            for _ in range(64):
                self.instances.append(self.instance(chance, account))
        self.callers.sort(key=lambda caller: chance.random())

    @staticmethod
    def instance(chance, account):
        """(account, id, private address, identity, public address, region)"""
        name = f"i-0{chance.hex(16)}"
        identity = assumed(chance, account, "AmazonSSMManagedInstanceCore", name, more=DELIVERY)
        return (account, name, f"10.0.{chance.bits(6)}.{chance.bits(7) + 1}", identity,
                f"198.51.100.{chance.bits(7) + 1}", chance.often(REGIONS))
