# SPDX-License-Identifier: MIT
"""Records that are no access, as published trails hold them: most of them read something, a few are refused."""
from corpus_world import BASE64, CAPITALS, SERVICES


class Call:
    """One record in the making; what a kind of record does not set stays as most have it."""
    __slots__ = ("chance", "world", "account", "who", "address", "program", "region", "request", "response", "more",
                 "error", "resources", "host", "read_only", "type")

    def __init__(self, chance, world, region):
        self.chance, self.world, self.region = chance, world, region
        self.account, self.who, self.address, self.program = chance.pick(world.callers)
        self.request = self.response = "null"
        self.more = self.error = self.resources = ""
        self.host, self.read_only, self.type = None, "true", "AwsApiCall"

    def by_service(self, service):
        self.who = f'{{"type":"AWSService","invokedBy":"{service}"}}'
        self.address = self.program = service
        self.host = ""

    def resource(self, kind, arn):
        self.resources = f'"resources":[{{"accountId":"{self.account}","type":"{kind}","ARN":"{arn}"}}],'

    def text(self, source, name, time):
        tls = self.host
        if tls is None:
            tls = f"{source[:-14]}.{self.region}.amazonaws.com"
        if tls:
            tls = ('"tlsDetails":{"tlsVersion":"TLSv1.3","cipherSuite":"TLS_AES_128_GCM_SHA256",'
                   f'"clientProvidedHostHeader":"{tls}"}}')
        uuid = self.chance.uuid
        return (f'{{"eventVersion":"1.08","userIdentity":{self.who},"eventTime":"{time}","eventSource":"{source}",'
                f'"eventName":"{name}","awsRegion":"{self.region}","sourceIPAddress":"{self.address}",'
                f'"userAgent":"{self.program}",{self.error}"requestParameters":{self.request},'
                f'"responseElements":{self.response},{self.more}"requestID":"{uuid()}","eventID":"{uuid()}",'
                f'"readOnly":{self.read_only},{self.resources}"eventType":"{self.type}","managementEvent":true,'
                f'"recipientAccountId":"{self.account}","eventCategory":"Management"{"," + tls if tls else ""}}}')


def kms(call):
    key = f"arn:aws:kms:{call.region}:{call.account}:key/{call.chance.often(KEYS)}"
    call.resource("AWS::KMS::Key", key)
    if call.chance.random() < 0.4:
        call.by_service("secretsmanager.amazonaws.com")
    secret = f"{call.chance.pick(SERVICES)}-{call.chance.text(6, BASE64[:64])}".replace("/", "0").replace("+", "1")
    call.request = ('{"encryptionAlgorithm":"SYMMETRIC_DEFAULT","encryptionContext":{"SecretARN":'
                    f'"arn:aws:secretsmanager:{call.region}:{call.account}:secret:{secret}",'
                    f'"SecretVersionId":"{call.chance.uuid()}"}}}}')


def data_key(call):
    call.resource("AWS::KMS::Key", f"arn:aws:kms:{call.region}:{call.account}:key/{call.chance.often(KEYS)}")
    call.request = (f'{{"keyId":"arn:aws:kms:{call.region}:{call.account}:alias/aws/s3","encryptionContext":'
                    f'{{"aws:s3:arn":"arn:aws:s3:::{call.chance.pick(SERVICES)}-data/part-{call.chance.hex(8)}"}},'
                    '"keySpec":"AES_256"}')


def secret(call):
    call.request = (f'{{"secretId":"arn:aws:secretsmanager:{call.region}:{call.account}:secret:'
                    f'{call.chance.pick(SERVICES)}-database","versionStage":"AWSCURRENT"}}')


def parameter(call):
    name = f"/prod/{call.chance.pick(SERVICES)}/{call.chance.pick(('db-password', 'api-key', 'endpoint', 'flags'))}"
    call.request = f'{{"name":"{name}","withDecryption":true}}'
    call.resources = (f'"resources":[{{"accountId":"{call.account}",'
                      f'"ARN":"arn:aws:ssm:{call.region}:{call.account}:parameter{name}"}}],')


def filters(call):
    call.request = (f'{{"maxResults":50,"nextToken":"{call.chance.text(170, BASE64)}","filters":[{{"key":"InstanceIds",'
                    '"values":["'
                    f'{call.chance.pick(call.world.instances)[1]}","{call.chance.pick(call.world.instances)[1]}"]}}]}}')


def bucket(call):
    name = f"{call.chance.pick(SERVICES)}-{call.account}-{call.region}"
    call.host = f"{name}.s3.{call.region}.amazonaws.com"
    call.request = f'{{"bucketName":"{name}","Host":"{call.host}","acl":""}}'
    call.more = ('"additionalEventData":{"SignatureVersion":"SigV4","CipherSuite":"TLS_AES_128_GCM_SHA256",'
                 '"bytesTransferredIn":0,"AuthenticationMethod":"AuthHeader","x-amz-id-2":"'
                 f'{call.chance.text(74, BASE64)}==","bytesTransferredOut":{call.chance.bits(10) + 300}}},')
    call.resource("AWS::S3::Bucket", f"arn:aws:s3:::{name}")


def describe(call):
    vpc = call.chance.often(VPCS)
    call.request = (f'{{"maxResults":200,"nextToken":"{call.chance.text(170, BASE64)}","filterSet":{{"items":['
                    f'{{"name":"vpc-id","valueSet":{{"items":[{{"value":"{vpc}"}}]}}}},'
                    '{"name":"state","valueSet":{"items":[{"value":"available"}]}}]}}')


def instances(call):
    items = ",".join(f'{{"instanceId":"{call.chance.pick(call.world.instances)[1]}"}}'
                     for _ in range(1 + call.chance.bits(2)))
    call.request = f'{{"instancesSet":{{"items":[{items}]}},"filterSet":{{}}}}'


def role_of(call):
    call.request = f'{{"roleName":"{call.chance.pick(SERVICES)}-role"}}'
    call.host = "iam.amazonaws.com"
    call.region = "us-east-1"


def policy(call):
    role_of(call)
    call.read_only = "false"
    document = ('{\\n  \\"Version\\": \\"2012-10-17\\",\\n  \\"Statement\\": [\\n    {\\n'
                f'      \\"Effect\\": \\"Allow\\",\\n      \\"Action\\": [\\"s3:GetObject\\", \\"kms:Decrypt\\"],'
                '\\n      \\"Resource\\": '
                f'\\"arn:aws:s3:::{call.chance.pick(SERVICES)}-data/*\\"\\n    }}\\n  ]\\n}}')
    call.request = (f'{{"roleName":"{call.chance.pick(SERVICES)}-role","policyName":"inline-{call.chance.hex(6)}",'
                    f'"policyDocument":"{document}"}}')


def assume(call):
    """By a service, whose answer holds a token of some hundred characters that no compressor can make smaller."""
    node = call.chance.pick(call.world.instances)[1]
    call.by_service(call.chance.pick(("ec2.amazonaws.com", "lambda.amazonaws.com", "ecs-tasks.amazonaws.com")))
    role = f"arn:aws:iam::{call.account}:role/{call.chance.pick(SERVICES)}-role"
    call.request = f'{{"roleArn":"{role}","roleSessionName":"{node}"}}'
    call.response = (f'{{"credentials":{{"accessKeyId":"ASIA{call.chance.text(16, CAPITALS)}","sessionToken":'
                     f'"IQoJb3JpZ2luX2VjE{call.chance.text(1390, BASE64)}","expiration":"May 14, 2024, 6:30:22 PM"}}}}')
    call.resource("AWS::IAM::Role", role)
    call.more = f'"sharedEventID":"{call.chance.uuid()}",'


def streams(call):
    call.read_only = "false"
    call.request = (f'{{"logGroupName":"/aws/lambda/{call.chance.pick(SERVICES)}","logStreamName":"2024/05/14/'
                    f'[$LATEST]{call.chance.hex(32)}"}}')


def targets(call):
    name = call.chance.pick(SERVICES)
    call.request = (f'{{"targetGroupArn":"arn:aws:elasticloadbalancing:{call.region}:{call.account}:targetgroup/'
                    f'{name}/0123456789abcdef"}}')


def tasks(call):
    call.request = (f'{{"cluster":"{call.chance.pick(SERVICES)}","tasks":["arn:aws:ecs:{call.region}:{call.account}:'
                    f'task/prod/{call.chance.hex(32)}"],"include":["TAGS"]}}')


def table(call):
    call.request = f'{{"tableName":"{call.chance.pick(SERVICES)}-table"}}'
    call.resource("AWS::DynamoDB::Table",
                  f"arn:aws:dynamodb:{call.region}:{call.account}:table/{call.chance.pick(SERVICES)}-table")


def image(call):
    digest = f"sha256:{call.chance.hex(64)}"
    call.request = (f'{{"registryId":"{call.account}","repositoryName":"{call.chance.pick(SERVICES)}",'
                    f'"imageIds":[{{"imageDigest":"{digest}"}}],"acceptedMediaTypes":'
                    '["application/vnd.docker.distribution.manifest.v2+json"]}')


def refused(call):
    call.error = ('"errorCode":"AccessDenied","errorMessage":"User: arn:aws:sts::'
                  f'{call.account}:assumed-role/{call.chance.pick(SERVICES)}-role/worker is not authorized to perform: '
                  f's3:ListBucket on resource: \\"arn:aws:s3:::{call.chance.pick(SERVICES)}-data\\" because no '
                  'identity-based policy allows the s3:ListBucket action",')


def encoded(call):
    call.error = ('"errorCode":"Client.UnauthorizedOperation","errorMessage":"You are not authorized to perform this '
                  'operation. Encoded authorization failure message: '
                  f'{call.chance.text(740, BASE64).replace("/", "_").replace("+", "-")}",')
    call.read_only = "false"
    call.request = f'{{"instanceId":"{call.chance.pick(call.world.instances)[1]}"}}'


def run(call):
    """New instances: long, and context for sessions."""
    node = f"i-0{call.chance.hex(16)}"
    address = f"10.0.{call.chance.bits(6)}.{call.chance.bits(7) + 1}"
    call.read_only = "false"
    call.request = ('{"instancesSet":{"items":[{"imageId":"ami-0123456789abcdef0","minCount":1,"maxCount":1,'
                    '"keyName":"ops"}]},"instanceType":"t3.large","blockDeviceMapping":{},'
                    '"monitoring":{"enabled":false},"disableApiTermination":false,"ebsOptimized":true}')
    call.response = (f'{{"requestId":"{call.chance.uuid()}","reservationId":"r-0{call.chance.hex(16)}","ownerId":'
                     f'"{call.account}","groupSet":{{}},"instancesSet":{{"items":[{{"instanceId":"{node}","imageId":'
                     '"ami-0123456789abcdef0","instanceState":{"code":0,"name":"pending"},"privateDnsName":'
                     f'"ip-{address.replace(".", "-")}.ec2.internal","keyName":"ops","amiLaunchIndex":0,'
                     '"instanceType":"t3.large","launchTime":1715680000000,"placement":{"availabilityZone":'
                     f'"{call.region}a","tenancy":"default"}},"subnetId":"subnet-0123456789abcdef0","vpcId":'
                     f'"{VPCS[0]}","privateIpAddress":"{address}","architecture":"x86_64","rootDeviceType":"ebs",'
                     '"virtualizationType":"hvm","hypervisor":"xen","tagSet":{"items":[{"key":"Name","value":'
                     f'"{call.chance.pick(SERVICES)}"}}]}}}}]}}}}')


def query(call):
    """Athena has a StartSession of its own: only both names together make access."""
    call.read_only = "false"
    call.request = '{"workGroup":"spark","engineConfiguration":{"maxConcurrentDpus":20}}'
    call.response = f'{{"sessionId":"{call.chance.uuid()}","state":"CREATING"}}'


def lookup(call):
    """Names that count, but not at the top of the record."""
    call.request = ('{"lookupAttributes":[{"attributeKey":"EventName","attributeValue":"StartSession"}],'
                    '"eventName":"StartSession","eventSource":"ssm.amazonaws.com"}')


KEYS = tuple(f"{n:08x}-0000-4000-8000-00000000000{n}" for n in range(8))
VPCS = tuple(f"vpc-0{n:016x}" for n in range(1, 7))
# How many of a thousand records (the rest of the sum is theirs too): kind, service, names.
KINDS = (
    (130, kms, "kms", ("Decrypt", "Encrypt")),
    (50, data_key, "kms", ("GenerateDataKey",)),
    (60, secret, "secretsmanager", ("GetSecretValue", "DescribeSecret", "GetResourcePolicy")),
    (70, parameter, "ssm", ("GetParameter", "PutParameter", "ListTagsForResource")),
    (40, filters, "ssm", ("DescribeInstanceInformation", "DescribeParameters")),
    (90, bucket, "s3", ("GetBucketAcl", "GetBucketPolicy", "GetBucketLocation", "GetBucketLogging", "HeadBucket")),
    (130, describe, "ec2", ("DescribeRouteTables", "DescribeNatGateways", "DescribeSubnets", "DescribeVpcs",
                            "DescribeSecurityGroups", "DescribeNetworkInterfaces")),
    (60, instances, "ec2", ("DescribeInstances", "DescribeInstanceStatus", "DescribeInstanceAttribute")),
    (60, role_of, "iam", ("GetRole", "ListAttachedRolePolicies", "ListRolePolicies")),
    (6, policy, "iam", ("PutRolePolicy", "UpdateAssumeRolePolicy")),
    (30, assume, "sts", ("AssumeRole",)),
    (60, streams, "logs", ("CreateLogStream", "DescribeLogStreams")),
    (50, targets, "elasticloadbalancing", ("DescribeTargetHealth", "DescribeTargetGroups")),
    (50, tasks, "ecs", ("DescribeTasks", "ListTasks")),
    (40, table, "dynamodb", ("DescribeTable", "ListTagsOfResource")),
    (40, image, "ecr", ("BatchGetImage", "GetDownloadUrlForLayer")),
    (20, refused, "s3", ("ListObjects", "GetBucketVersioning")),
    (10, encoded, "ec2", ("ModifyNetworkInterfaceAttribute", "CreateTags")),
    (2, run, "ec2", ("RunInstances",)),
    (1, query, "athena", ("StartSession",)),
    (1, lookup, "cloudtrail", ("LookupEvents",)),
)
TICKETS = tuple((make, service + ".amazonaws.com", names) for weight, make, service, names in KINDS
                for _ in range(weight))


def noise(chance, world, region, time):
    make, source, names = chance.pick(TICKETS)
    call = Call(chance, world, region)
    make(call)
    return call.text(source, chance.often(names), time)


def heartbeat(chance, world, time):
    """What every managed instance says each five minutes."""
    account, node, private, identity, public, region = chance.pick(world.instances)
    call = Call(chance, world, region)
    call.account, call.who, call.address = account, identity, public
    call.program = "aws-sdk-go/1.55.5 (go1.22.5; linux; amd64) amazon-ssm-agent/"
    call.read_only = "false"
    call.request = (f'{{"instanceId":"{node}","agentVersion":"3.3.987.0","agentStatus":"Active","platformType":"Linux",'
                    f'"platformName":"Amazon Linux","platformVersion":"2023","iPAddress":"{private}",'
                    f'"computerName":"ip-{private.replace(".", "-")}.ec2.internal","agentName":"amazon-ssm-agent",'
                    f'"availabilityZone":"{region}a","availabilityZoneId":"use1-az4",'
                    '"sSMConnectionChannel":"ssmmessages"}')
    return call.text("ssm.amazonaws.com", "UpdateInstanceInformation", time)
