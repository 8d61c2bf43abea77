# language: zh-CN
功能: 二〇二一至二〇二六年的新规定
  检查员照检查日、开工日的规定判：目录、指南、通用规范哪天起管，前一天查和当天查结论就不同。
  没有见到原文的限制条件、限值，程序不判，写明要找什么；见到的写明条文。

  背景:
    假如 今天是 2026-11-29
    而且 有一本演练台账，登记了这些人：
      | 用户名   | 姓名 | 角色   | 责任单位 |
      | 主管甲   | 赵某 | 主管   |          |
      | 检查员甲 | 孙某 | 检查员 |          |
      | 检查员乙 | 李某 | 检查员 |          |

  场景: 新的行动接替旧的，检查表清单上看得出
    当 检查员甲在命令行输入“packs list”
    那么 输出有“2020—2022年的三年行动已结束，新的工作用 root-causes”
    而且 输出有“治本攻坚三年行动（2024—2026）”

  场景: 两轮排查，三个分母各算各的
    当 检查员甲在命令行输入“explain --pack root-causes --item ZB-ROUND-1 --values year=2025,enterprises_1=40,enterprises_seen_1=40,projects_1=90,projects_seen_1=88,devices_1=120,devices_seen_1=120 --on 2025-07-01”
    那么 输出有“第1轮项目覆盖率 = 第1轮已查项目 ÷ 第1轮应查项目 = 88 个 ÷ 90 个 = 97.78 %”
    而且 输出有“第2轮企业覆盖率 = 第2轮已查企业 ÷ 第2轮应查企业 → 待补参”
    而且 输出有“结论：不合格”

  场景大纲: <开工日>开工的项目用<工艺>，<结论>
    当 检查员甲在命令行输入“explain --pack hazardous-works --item M24-16 --values <实测>,commenced=<开工日> --on 2026-11-29”
    那么 输出有“结论：<结论>”
    而且 输出有“<告知>”

    例子:
      | 工艺         | 开工日     | 实测                        | 结论   | 告知                                     |
      | 竹脚手架     | 2022-09-14 | device=bamboo               | 合格   | 替代做法：承插型盘扣式                   |
      | 竹脚手架     | 2022-09-15 | device=bamboo               | 不合格 | 第99条(七)                               |
      | 竹脚手架     | 2025-08-08 | device=bamboo,second=none   | 不合格 | 公告2021年第214号                        |
      | 手动吊篮     | 2025-08-07 | device=none                 | 合格   | 开工日期：“2025-08-07”                   |
      | 手动吊篮     | 2025-08-08 | device=none,second=manual_gondola | 不合格 | 替代做法：电动吊篮                 |
      | 电渣压力焊   | 2025-08-08 | device=none,second=slag_weld | 判不了 | 待补“对照目录原文，属于限制使用的情形”  |
      | 电渣压力焊   | 2025-08-08 | device=none,second=slag_weld,met=是 | 不合格 | 公告2024年第186号                |

  场景大纲: <检查日>查有限空间，通风<分钟>分钟，<结论>
    当 检查员甲在命令行输入“explain --pack hazardous-works --item WD-YX-04 --values minutes=<分钟>,failing=否 --on <检查日>”
    那么 输出有“结论：<结论>”

    例子:
      | 检查日     | 分钟 | 结论   |
      | 2025-06-30 | 20   | 判不了 |
      | 2025-07-01 | 29   | 不合格 |
      | 2025-07-01 | 30   | 合格   |

  场景: 方案严重缺陷由检查员认定，提纲不是清单原文
    当 检查员甲在命令行输入“packs show hazardous-works --format md”
    那么 输出有“严重缺陷清单（试行，建办质〔2024〕63号）只知道有这份文件和文号”

  场景大纲: <检查日>查<项目>，量得“<实测>”，<结论>
    当 检查员甲在命令行输入“explain --pack hazardous-works --item <检查项> --values <实测> --on <检查日>”
    那么 输出有“结论：<结论>”

    例子:
      | 检查日     | 项目     | 检查项   | 实测                                              | 结论   |
      | 2026-03-01 | 临边     | WD-LB-01 | place=edge,height=1.19,protected=否,removed=否    | 不合格 |
      | 2026-03-01 | 临边     | WD-LB-01 | place=edge,height=1.2,protected=否,removed=否     | 合格   |
      | 2026-03-01 | 塔机拆卸 | WD-QZ-03 | working=是,wind=9.1,severe=否                     | 不合格 |
      | 2024-12-31 | 外电距离 | M24-10-2 | object=works,voltage=kv10,distance=1,unprotected=是 | 不合格 |
      | 2025-01-01 | 外电距离 | M24-10-2 | object=works,voltage=kv10,distance=1,unprotected=是 | 判不了 |
      | 2025-01-01 | 线路下面 | WD-YD-01 | what=作业棚                                       | 不合格 |
      | 2025-01-01 | 线路下面 | WD-YD-01 | what=都没有                                       | 合格   |

  场景大纲: <检查日>查“<检查项>”，量得“<实测>”，<结论>，写明“<依据>”
    当 检查员甲在命令行输入“explain --pack <检查表> --item <检查项> --values <实测> --on <检查日>”
    那么 输出有“结论：<结论>”
    而且 输出有“<依据>”

    例子:
      | 检查日     | 检查表           | 检查项   | 实测                                   | 结论   | 依据                     |
      | 2023-06-01 | gas              | GAS-U-14 | distance=0.49,exposed=否               | 不合格 | GB 55037-2022）第12.0.4条 |
      | 2023-06-01 | gas              | GAS-U-14 | distance=0.5,exposed=否                | 合格   | 0.5 m                    |
      | 2022-04-01 | illegal-building | LW-JD1   | reasons=aged,appraised=否              | 不合格 | （GB 55021-2021）2.0.2   |
      | 2026-11-29 | hazardous-works  | WD-RZ-01 | due=22,logged=21,false_entries=0       | 不合格 | 95.45 %                  |

  场景: 旧的行动到期以后不再据以开展，数据核查照旧
    假如 有一份检查文件“旧.yaml”：
      """
      pack: action-plan
      date: 2026-11-29
      inspectors: [检查员甲, 检查员乙]
      subjects:
        - {key: b1, kind: body, name: 某市住建局, region: "530602", fields: {level: county}}
      answers:
        - {subject: b1, item: LIST-1, answer: fail, values: {both: 否, updated: 否, unlinked: 1}, note: 没有清单}
      """
    当 检查员甲在命令行输入“inspect run 旧.yaml”
    那么 退出码是 2
    而且 屏幕提示有“这次不查”
    而且 什么都没有保存

  场景: 认定方案有严重缺陷而不写缺在哪几部分，不收
    假如 有一份检查文件“方案.yaml”：
      """
      pack: hazardous-works
      date: 2026-11-29
      inspectors: [检查员甲, 检查员乙]
      subjects:
        - {key: w1, kind: works, name: 基坑, region: "530602", fields: {site_name: 一号工地, category: pit, party: 云岭建工有限公司}}
      answers:
        - {subject: w1, item: M24-4-4, answer: fail, values: {unwritten: 否, unapproved: 否, defective: 是}, note: 计算书与现场不符}
      """
    当 检查员甲在命令行输入“inspect run 方案.yaml”
    那么 退出码是 2
    而且 屏幕提示有“写明缺在哪几部分”
    而且 什么都没有保存
