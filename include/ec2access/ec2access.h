/* SPDX-License-Identifier: MIT */
/**
 * @file
 * @brief The one header that a program includes.
 *
 * Records of AWS CloudTrail go in; out comes who got onto which EC2 instance,
 * when, from where, by which method, and what proves it.
 */
#ifndef EC2A_UMBRELLA_H
#define EC2A_UMBRELLA_H

#include <ec2access/version.h>
#include <ec2access/base.h>
#include <ec2access/event.h>
#include <ec2access/parser.h>
#include <ec2access/classify.h>
#include <ec2access/facts.h>
#include <ec2access/correlate.h>
#include <ec2access/source.h>
#include <ec2access/scan.h>
#include <ec2access/coverage.h>
#include <ec2access/parts.h>
#include <ec2access/bulk.h>
#include <ec2access/digest.h>

#endif
