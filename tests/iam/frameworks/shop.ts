import * as cdk from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secrets from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';

class Shop extends cdk.Stack {
  constructor(scope: cdk.App, id: string) {
    super(scope, id);
    const orders = new dynamodb.Table(this, 'Orders', {
      partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
    });
    const jobs = new sqs.Queue(this, 'Jobs');
    const news = new sns.Topic(this, 'News');
    const files = new s3.Bucket(this, 'Files');
    const secret = new secrets.Secret(this, 'Secret');
    const key = new kms.Key(this, 'Key');
    const bound = new iam.ManagedPolicy(this, 'Bound', {
      statements: [new iam.PolicyStatement({ actions: ['dynamodb:*', 'sqs:*'], resources: ['*'] })],
    });
    const sending = new iam.ManagedPolicy(this, 'Sending', {
      statements: [new iam.PolicyStatement({ actions: ['sqs:SendMessage'], resources: [jobs.queueArn] })],
    });
    const role = new iam.Role(this, 'WorkRole', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      permissionsBoundary: bound,
      managedPolicies: [sending, iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonSNSReadOnlyAccess')],
    });
    role.addToPolicy(new iam.PolicyStatement({ actions: ['dynamodb:GetItem'], resources: [orders.tableArn] }));
    const work = new lambda.Function(this, 'Work', {
      runtime: lambda.Runtime.PYTHON_3_13, handler: 'index.handler',
      code: lambda.Code.fromInline('def handler(event, context): pass'), role,
    });
    work.addPermission('Invoke', { action: 'lambda:InvokeFunction', principal: new iam.ArnPrincipal(role.roleArn) });
    jobs.addToResourcePolicy(new iam.PolicyStatement({
      principals: [role], actions: ['sqs:ReceiveMessage'], resources: [jobs.queueArn],
    }));
    news.addToResourcePolicy(new iam.PolicyStatement({
      principals: [role], actions: ['sns:Publish'], resources: [news.topicArn],
    }));
    files.addToResourcePolicy(new iam.PolicyStatement({
      principals: [role], actions: ['s3:GetObject'], resources: [files.arnForObjects('*')],
    }));
    secret.addToResourcePolicy(new iam.PolicyStatement({
      principals: [role], actions: ['secretsmanager:GetSecretValue'], resources: ['*'],
    }));
    key.addToResourcePolicy(new iam.PolicyStatement({
      principals: [role], actions: ['kms:Decrypt'], resources: ['*'],
    }));
    const team = new iam.Group(this, 'Team', {
      managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonSNSReadOnlyAccess')],
    });
    team.addToPolicy(new iam.PolicyStatement({ actions: ['s3:ListBucket'], resources: [files.bucketArn] }));
    const ann = new iam.User(this, 'Ann', { groups: [team], managedPolicies: [sending] });
    ann.addToPolicy(new iam.PolicyStatement({ actions: ['s3:PutObject'], resources: [files.arnForObjects('*')] }));
  }
}

new Shop(new cdk.App(), 'Shop');
