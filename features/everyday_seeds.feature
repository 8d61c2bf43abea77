# language: zh-CN
功能: 来源文件点到、原来没有办的
  质量风险预警、市场监督抽查、老旧小区改造、能力验证，各有检查项；公布的合格率由程序照批次数重算。

  场景大纲: <情形>，结论是<结论>
    当 2026-11-29 用“<检查表>”查“<检查项>”，填“<实测>”
    那么 结论是“<结论>”

    例子:
      | 情形                                 | 检查表               | 检查项 | 实测                                                                              | 结论   |
      | 来源文件的1650批次，印85.9%          | 监督机构和人员考核   | JD-17  | planned=1650,sampled=1650,qualified=1417,handled=233,published=是,printed=85.9    | 合格   |
      | 同样的批次，印86.0%                  | 监督机构和人员考核   | JD-17  | planned=1650,sampled=1650,qualified=1417,handled=233,published=是,printed=86.0    | 不合格 |
      | 有一条预警没有处置结果               | 监督机构和人员考核   | JD-16  | established=是,analysed=是,last=2026-11-01,interval=6,warned=3,handled=2          | 不合格 |
      | z比分数2.1没有查原因                 | 工程质量检测         | TX-2.1 | parameter=减水率,z=2.1,cause=否                                                   | 不合格 |
      | z比分数3没有停做                     | 工程质量检测         | TX-2.1 | parameter=减水率,z=3,cause=是,paused=否,retested=是,again=1                       | 不合格 |
      | z比分数3，停做、整改、复测1.2        | 工程质量检测         | TX-2.1 | parameter=减水率,z=3,cause=是,paused=是,retested=是,again=1.2                     | 合格   |
      | 改造范围有燃气管道而没有保护方案     | 城市建设与市政设施安全 | LJ-1 | surveyed=是,pipes=是,gas=是,plan=否                                               | 不合格 |

  场景: 合格率由批次数算
    当 2026-11-29 用“监督机构和人员考核”查“JD-17”，填“planned=1650,sampled=1650,qualified=1417,handled=233,published=是,printed=85.9”
    那么 “重算的合格率”算得 85.9 %
